package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One address behind a Service's port.
 *
 * @param local whether it is on this node
 */
record Endpoint(
    String address, int port, boolean ready, boolean serving, boolean terminating, boolean local) {

  /** The endpoints of the port, in the order of their addresses, each once. */
  static List<Endpoint> of(
      Collection<JsonObject> slices, String port, String protocol, String node) {
    SortedMap<String, Endpoint> found = new TreeMap<>();
    for (JsonObject slice : slices) {
      if (!"IPv4".equals(slice.string("addressType"))) {
        continue;
      }
      for (JsonObject slicePort : slice.objects("ports")) {
        int number = (int) slicePort.integer("port", 0);
        if (slicePort.string("name", "").equals(port)
            && slicePort.string("protocol", "TCP").equals(protocol)
            && number > 0) {
          for (JsonObject item : slice.objects("endpoints")) {
            add(found, item, number, node);
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static void add(
      SortedMap<String, Endpoint> found, JsonObject item, int port, String node) {
    List<String> addresses = item.strings("addresses");
    if (addresses.isEmpty() || !Cidr.isAddress(addresses.getFirst())) {
      return;
    }
    JsonObject conditions = item.object("conditions");
    boolean ready = conditions.bool("ready", true);
    String address = addresses.getFirst();
    Endpoint endpoint =
        new Endpoint(
            address,
            port,
            ready,
            conditions.bool("serving", ready),
            conditions.bool("terminating", false),
            node.equals(item.string("nodeName")));
    found.merge(address + ":" + port, endpoint, (a, b) -> a.ready ? a : b);
  }

  /**
   * Those that get traffic: the ready ones, or, where none is, those that still serve while they
   * end (KEP-1669).
   */
  static List<Endpoint> usable(List<Endpoint> all, boolean onlyLocal) {
    Predicate<Endpoint> near = e -> !onlyLocal || e.local;
    List<Endpoint> ready = all.stream().filter(near).filter(Endpoint::ready).toList();
    if (!ready.isEmpty()) {
      return ready;
    }
    return new ArrayList<>(
        all.stream().filter(near).filter(e -> e.serving && e.terminating).toList());
  }

  /** As the value of a map: {@code 10.244.1.7 . 8080}. */
  String target() {
    return address + " . " + port;
  }
}
