package io.coxswain.controller.endpoints;

import io.coxswain.controller.Pods;
import io.coxswain.controller.ServicePods;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Computes the subsets of an Endpoints object: addresses grouped by the ports they share. */
final class Subsets {
  /** More addresses than this are cut off, ready ones last. */
  static final int MAX_ADDRESSES = 1000;

  /**
   * @param truncated whether addresses were cut off
   */
  record Computed(JsonArray subsets, boolean truncated) {}

  private record Address(String ip, JsonObject body, boolean ready) {}

  private Subsets() {}

  static Computed of(JsonObject service, List<JsonObject> pods) {
    boolean tolerant = service.object("spec").bool("publishNotReadyAddresses", false);
    // By port, the addresses; then by the same addresses, the ports (upstream's repacking).
    Map<JsonArray, List<Address>> byPorts = new LinkedHashMap<>();
    List<Address> all = new ArrayList<>();
    for (JsonObject pod : pods) {
      if (!ServicePods.isEligible(pod, tolerant)) {
        continue;
      }
      JsonArray ports = sorted(ServicePods.ports(service, pod));
      if (ports.isEmpty() && !service.object("spec").objects("ports").isEmpty()) {
        continue;
      }
      String ip = ServicePods.ips(pod).getFirst();
      Address address = new Address(ip, body(service, pod, ip), tolerant || Pods.isReady(pod));
      all.add(address);
      byPorts.computeIfAbsent(ports, p -> new ArrayList<>()).add(address);
    }
    boolean truncated = all.size() > MAX_ADDRESSES;
    List<Address> kept = truncated ? cut(all) : all;
    Map<String, JsonObject> subsets = new TreeMap<>();
    byPorts.forEach(
        (ports, addresses) -> {
          List<Address> here = addresses.stream().filter(kept::contains).toList();
          if (!here.isEmpty()) {
            subsets.put(ports.text(), subset(ports, here));
          }
        });
    return new Computed(JsonArray.of(subsets.values()), truncated);
  }

  private static List<Address> cut(List<Address> all) {
    return all.stream()
        .sorted(Comparator.comparing((Address a) -> !a.ready))
        .limit(MAX_ADDRESSES)
        .toList();
  }

  private static JsonArray sorted(JsonArray ports) {
    return JsonArray.of(
        ports.objects().stream()
            .map(port -> port.string("name", "").isEmpty() ? port.without("name") : port)
            .sorted(Comparator.comparing(JsonObject::text))
            .toList());
  }

  private static JsonObject body(JsonObject service, JsonObject pod, String ip) {
    String node = Pods.nodeName(pod);
    return JsonObject.builder()
        .put("ip", ip)
        .put("hostname", ServicePods.hostname(service, pod))
        .put("nodeName", node.isEmpty() ? null : node)
        .put("targetRef", ServicePods.targetReference(pod))
        .build();
  }

  private static JsonObject subset(JsonArray ports, List<Address> addresses) {
    return JsonObject.builder()
        .put("addresses", addresses(addresses, true))
        .put("notReadyAddresses", addresses(addresses, false))
        .put("ports", ports.isEmpty() ? null : ports)
        .build();
  }

  private static JsonArray addresses(List<Address> addresses, boolean ready) {
    JsonArray out =
        JsonArray.of(
            addresses.stream()
                .filter(address -> address.ready == ready)
                .sorted(Comparator.comparing(Address::ip))
                .map(Address::body)
                .toList());
    return out.isEmpty() ? null : out;
  }
}
