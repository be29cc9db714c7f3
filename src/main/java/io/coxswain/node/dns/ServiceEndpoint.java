package io.coxswain.node.dns;

import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An endpoint as the zone names it.
 *
 * @param label its host name, else its address with dashes
 * @param ports of its slice
 */
record ServiceEndpoint(String label, String address, List<JsonObject> ports) {

  /** The ready endpoints, by address, each once with the ports of all its slices. */
  static Collection<ServiceEndpoint> ready(Collection<JsonObject> slices) {
    Map<String, ServiceEndpoint> out = new TreeMap<>();
    for (JsonObject slice : slices) {
      for (JsonObject endpoint : slice.objects("endpoints")) {
        if (!endpoint.object("conditions").bool("ready", true)) {
          continue;
        }
        for (String address : endpoint.strings("addresses")) {
          out.merge(address, of(endpoint, address, slice.objects("ports")), ServiceEndpoint::and);
        }
      }
    }
    return out.values();
  }

  static ServiceEndpoint of(JsonObject endpoint, String address, List<JsonObject> ports) {
    String hostname = endpoint.string("hostname", "");
    String label = hostname.isEmpty() ? address.replace('.', '-').replace(':', '-') : hostname;
    return new ServiceEndpoint(label, address, ports);
  }

  private ServiceEndpoint and(ServiceEndpoint other) {
    List<JsonObject> all = new ArrayList<>(ports);
    other.ports.stream().filter(port -> !all.contains(port)).forEach(all::add);
    return new ServiceEndpoint(label, address, all);
  }
}
