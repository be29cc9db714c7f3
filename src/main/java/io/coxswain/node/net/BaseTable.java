package io.coxswain.node.net;

import java.util.List;

/**
 * The fixed part of the table {@code ip coxswain}: global data maps, and the hooks that look into
 * them. One change of one Service is a handful of map elements, whatever the number of Services.
 */
final class BaseTable {
  static final String TABLE = "ip coxswain";
  static final String MARK = "0x4000";
  static final String SERVICES = "services";
  static final String NODE_PORTS = "node-ports";
  static final String ENDPOINTS = "endpoints";
  static final String NODE_ENDPOINTS = "node-endpoints";
  static final String LOCAL = "local-";
  static final String REFUSED = "refused";
  static final String REFUSED_NODE_PORTS = "refused-node-ports";
  static final String HAIRPINS = "hairpins";
  static final String HOST_PORTS = "host-ports";
  static final String HOST_ADDRESS_PORTS = "host-address-ports";

  static final String TRANSLATE = "meta l4proto { tcp, udp, sctp } dnat ip to ";

  /**
   * Numbers of endpoints whose chains always exist. nft (1.0 to 1.1) refuses a rule on these maps
   * ("conflicting protocols") unless the transaction makes the map too, so chains for more come
   * with a new table.
   */
  static final int READY_PICKS = 16;

  private static final String PICK = "pick-";
  private static final String BY_ADDRESS =
      "{ typeof ip daddr . meta l4proto . th dport . numgen random mod 2 : ip daddr . th dport; }";
  private static final String BY_PORT =
      "{ typeof meta l4proto . th dport . numgen random mod 2 : ip daddr . th dport; }";
  private static final String ADDRESS_VERDICTS =
      "{ type ipv4_addr . inet_proto . inet_service : verdict; }";
  private static final String PORT_VERDICTS = "{ type inet_proto . inet_service : verdict; }";

  private BaseTable() {}

  /** Commands that replace the whole table, whatever it was, by an empty one of ours. */
  static String create(RoutingFacts facts) {
    StringBuilder out = new StringBuilder();
    out.append("add table " + TABLE + "\ndelete table " + TABLE + "\nadd table " + TABLE + "\n");
    map(out, SERVICES, ADDRESS_VERDICTS);
    map(out, NODE_PORTS, PORT_VERDICTS);
    map(out, ENDPOINTS, BY_ADDRESS);
    map(out, LOCAL + ENDPOINTS, BY_ADDRESS);
    map(out, NODE_ENDPOINTS, BY_PORT);
    map(out, LOCAL + NODE_ENDPOINTS, BY_PORT);
    map(out, REFUSED, ADDRESS_VERDICTS);
    map(out, REFUSED_NODE_PORTS, PORT_VERDICTS);
    map(out, HOST_PORTS, "{ type inet_proto . inet_service : ipv4_addr . inet_service; }");
    map(
        out,
        HOST_ADDRESS_PORTS,
        "{ type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }");
    out.append("add set " + TABLE + " " + HAIRPINS + " { type ipv4_addr . ipv4_addr; }\n");
    for (String map : List.of(ENDPOINTS, NODE_ENDPOINTS)) {
      for (int count = 1; count <= READY_PICKS; count++) {
        chain(out, pickName(map, count), "", List.of(pickRule(map, count)));
        chain(out, pickName(LOCAL + map, count), "", List.of(pickRule(LOCAL + map, count)));
      }
    }
    chain(out, "refuse", "", List.of("reject"));
    chain(out, "routing", "", routing());
    chain(out, "checks", "", checks());
    chain(out, "prerouting", hook("nat", "prerouting", -100), List.of("jump routing"));
    chain(out, "output", hook("nat", "output", -100), List.of("jump routing"));
    chain(out, "postrouting", hook("nat", "postrouting", 100), postrouting(facts));
    chain(out, "guard", hook("filter", "prerouting", -300), guard());
    for (String where : List.of("input", "forward", "output")) {
      chain(
          out, "check-" + where, hook("filter", where, -110), List.of("ct state new jump checks"));
    }
    for (String where : List.of("forward", "output")) {
      chain(out, "unknown-" + where, hook("filter", where, 0), unknown(facts));
    }
    return out.toString();
  }

  /** The chain that takes one of {@code count} endpoints by chance. */
  static String pickName(String map, int count) {
    return PICK + map + "-" + count;
  }

  static boolean isPick(String chain) {
    return chain.startsWith(PICK);
  }

  static String pickRule(String map, int count) {
    String address = map.endsWith(NODE_ENDPOINTS) ? "" : "ip daddr . ";
    String key = address + "meta l4proto . th dport . numgen random mod " + count;
    return TRANSLATE + key + " map @" + map;
  }

  static String remove() {
    return "add table " + TABLE + "\ndelete table " + TABLE + "\n";
  }

  private static List<String> routing() {
    return List.of(
        "ip daddr . meta l4proto . th dport vmap @" + SERVICES,
        "fib daddr type local meta l4proto . th dport vmap @" + NODE_PORTS,
        TRANSLATE + "ip daddr . meta l4proto . th dport map @" + HOST_ADDRESS_PORTS,
        "fib daddr type local " + TRANSLATE + "meta l4proto . th dport map @" + HOST_PORTS);
  }

  private static List<String> checks() {
    return List.of(
        "ip daddr . meta l4proto . th dport vmap @" + REFUSED,
        "fib daddr type local meta l4proto . th dport vmap @" + REFUSED_NODE_PORTS);
  }

  /** Host processes may use node ports on 127.0.0.1; nobody else may name that address. */
  private static List<String> guard() {
    return List.of("iifname \"" + Links.PREFIX + "*\" ip daddr 127.0.0.0/8 drop");
  }

  /** A ClusterIP that no rule translated: refused rather than sent to the default gateway. */
  private static List<String> unknown(RoutingFacts facts) {
    return List.of("ip daddr " + facts.serviceCidr() + " oifname != \"lo\" ct state new reject");
  }

  /**
   * Masquerade: host ends of pods have no address, so the one to take is named. Traffic from pods
   * keeps its address inside the cluster and takes the node's outside of it.
   */
  private static List<String> postrouting(RoutingFacts facts) {
    String toPods = "oifname \"" + Links.PREFIX + "*\" snat to " + facts.podCidr().gateway();
    String marked = "meta mark and " + MARK + " != 0 ";
    String loopback = "ip saddr 127.0.0.0/8 ";
    return List.of(
        "oifname \"lo\" return",
        marked + toPods,
        marked + "masquerade fully-random",
        "ip saddr . ip daddr @" + HAIRPINS + " " + toPods,
        loopback + toPods,
        loopback + "masquerade",
        "ip saddr "
            + facts.podCidr()
            + " ip daddr != { "
            + facts.clusterCidr()
            + ", 224.0.0.0/4 } oifname != \""
            + Links.PREFIX
            + "*\" masquerade fully-random");
  }

  private static String hook(String type, String hook, int priority) {
    return " { type " + type + " hook " + hook + " priority " + priority + "; policy accept; }";
  }

  private static void map(StringBuilder out, String name, String type) {
    out.append("add map " + TABLE + " ").append(name).append(' ').append(type).append('\n');
  }

  private static void chain(StringBuilder out, String name, String hook, List<String> rules) {
    out.append("add chain " + TABLE + " ").append(name).append(hook).append('\n');
    for (String rule : rules) {
      out.append("add rule " + TABLE + " ").append(name).append(' ').append(rule).append('\n');
    }
  }
}
