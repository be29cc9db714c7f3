package io.coxswain.node.net;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects the rules of one owner; knows the shapes of the table's small chains. */
final class RulesBuilder {
  private static final String MARK = "meta mark set meta mark or " + BaseTable.MARK;

  private final SortedMap<Element, String> elements = new TreeMap<>();
  private final SortedMap<String, List<String>> chains = new TreeMap<>();
  private final SortedMap<String, String> sets = new TreeMap<>();
  private final RoutingFacts facts;

  RulesBuilder(RoutingFacts facts) {
    this.facts = facts;
  }

  void element(String map, String key, String value) {
    elements.put(new Element(map, key), value);
  }

  /**
   * Endpoints under a key of a data map, and the chain that takes one by chance: one small chain
   * for each number of endpoints, shared by everybody.
   *
   * @param map {@code endpoints} (by address, protocol, port) or {@code node-endpoints} (by
   *     protocol and port); with {@code local-} before it for those of this node
   */
  String pick(String map, String key, List<Endpoint> endpoints) {
    for (int i = 0; i < endpoints.size(); i++) {
      element(map, key + " . " + i, endpoints.get(i).target());
    }
    String name = BaseTable.pickName(map, endpoints.size());
    if (endpoints.size() > BaseTable.READY_PICKS) {
      chains.put(name, List.of(BaseTable.pickRule(map, endpoints.size())));
    }
    return name;
  }

  /**
   * A chain of one Service's port that keeps a client at its endpoint: an address set with
   * time-outs for every endpoint, as kube-proxy's nftables mode has it.
   *
   * @param id {@code ns/name/tcp/80}
   */
  String affinity(String scope, String id, List<Endpoint> endpoints, long seconds) {
    List<String> rules = new ArrayList<>();
    StringBuilder choice = new StringBuilder();
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      String name = "stay/" + id + "/" + endpoint.address() + "/" + endpoint.port();
      sets.put(name, "{ type ipv4_addr; flags dynamic,timeout; timeout " + seconds + "s; }");
      chains.put(
          name,
          List.of(
              "update @" + name + " { ip saddr }",
              BaseTable.TRANSLATE + endpoint.address() + ":" + endpoint.port()));
      rules.add("ip saddr @" + name + " goto " + name);
      choice.append(i == 0 ? "" : ", ").append(i).append(" : goto ").append(name);
    }
    rules.add("numgen random mod " + endpoints.size() + " vmap { " + choice + " }");
    String name = scope + "/" + id;
    chains.put(name, rules);
    return name;
  }

  /** Entry for a ClusterIP: whoever is no pod is masqueraded, so that answers come back here. */
  String cluster(String picker) {
    String name = "cluster-" + picker;
    chains.put(name, List.of("ip saddr != " + facts.clusterCidr() + " " + MARK, "goto " + picker));
    return name;
  }

  /** Entry for outside addresses where any endpoint serves: always masqueraded. */
  String external(String picker) {
    String name = "external-" + picker;
    chains.put(name, List.of(MARK, "goto " + picker));
    return name;
  }

  /**
   * Entry for outside addresses under {@code externalTrafficPolicy: Local}: clients keep their
   * address and reach this node's endpoints only; pods and the node itself reach all.
   *
   * @param local {@code null} where this node has none
   */
  String externalLocal(String all, String local) {
    String name = "outside-" + all + "-" + (local == null ? "none" : local);
    chains.put(
        name,
        List.of(
            "ip saddr " + facts.clusterCidr() + " goto " + all,
            "fib saddr type local " + MARK,
            "fib saddr type local goto " + all,
            local == null ? "drop" : "goto " + local));
    return name;
  }

  Rules build() {
    return new Rules(elements, chains, sets);
  }
}
