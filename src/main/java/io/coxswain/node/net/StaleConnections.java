package io.coxswain.node.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which tracked UDP connections a change leaves behind: they would go on to endpoints that are
 * gone, or stay untranslated, as long as the client keeps talking. (TCP ends by itself.)
 */
final class StaleConnections {
  private StaleConnections() {}

  /** Forgets them, where {@code conntrack} is installed. */
  static void forget(Change change, Commands commands) {
    for (List<String> deletion : of(change)) {
      // Exits with 1 where there was nothing to delete, with 127 where it is not installed.
      commands.attempt("", deletion.toArray(String[]::new));
    }
  }

  /** Arguments of {@code conntrack -D}, one list a deletion. */
  static List<List<String>> of(Change change) {
    SortedMap<String, Set<String>> before = targets(change.removedElements());
    SortedMap<String, Set<String>> now = targets(change.addedElements());
    List<List<String>> out = new ArrayList<>();
    before.forEach(
        (front, endpoints) -> {
          for (String endpoint : endpoints) {
            if (!now.getOrDefault(front, Set.of()).contains(endpoint)) {
              out.add(deletion(front, endpoint));
            }
          }
        });
    for (String front : now.keySet()) {
      if (!before.containsKey(front)) {
        out.add(deletion(front, null));
      }
    }
    return out;
  }

  /**
   * Endpoints' addresses by front (address or empty, and port). An endpoint that only moved to
   * another place among the others is on both sides and hence not stale; one that kept its place is
   * on neither.
   */
  private static SortedMap<String, Set<String>> targets(SortedMap<Element, String> elements) {
    SortedMap<String, Set<String>> out = new TreeMap<>();
    for (Map.Entry<Element, String> entry : elements.entrySet()) {
      List<String> key = List.of(entry.getKey().key().split(" \\. "));
      int udp = key.indexOf("udp");
      if (udp < 0 || !isData(entry.getKey().map())) {
        continue;
      }
      String front = (udp == 0 ? "" : key.getFirst()) + ":" + key.get(udp + 1);
      String address = entry.getValue().substring(0, entry.getValue().indexOf(' '));
      out.computeIfAbsent(front, f -> new TreeSet<>()).add(address);
    }
    return out;
  }

  private static boolean isData(String map) {
    return Set.of(
            BaseTable.ENDPOINTS,
            BaseTable.NODE_ENDPOINTS,
            BaseTable.HOST_PORTS,
            BaseTable.HOST_ADDRESS_PORTS)
        .contains(map);
  }

  private static List<String> deletion(String front, String endpoint) {
    int colon = front.indexOf(':');
    List<String> out = new ArrayList<>(List.of("conntrack", "-D", "-p", "udp"));
    if (colon > 0) {
      out.addAll(List.of("-d", front.substring(0, colon)));
    }
    out.addAll(List.of("--orig-port-dst", front.substring(colon + 1)));
    if (endpoint != null) {
      out.addAll(List.of("--reply-src", endpoint));
    }
    return out;
  }
}
