package io.coxswain.node.net;

import io.coxswain.node.runtime.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Writes all of our chains as the input of iptables-restore: in kube-proxy's manner, and pure. */
final class IptablesScript {
  static final String PREFIX = "CX-";
  static final String SERVICES = "CX-SERVICES";
  static final List<String> TABLES = List.of("nat", "filter", "mangle");

  private static final String NODE_PORTS = "CX-NODEPORTS";
  private static final String HOST_PORTS = "CX-HOSTPORTS";
  private static final String POSTROUTING = "CX-POSTROUTING";
  private static final String CHECKS = "CX-CHECKS";
  private static final String UNKNOWN = "CX-UNKNOWN";
  private static final String GUARD = "CX-GUARD";
  private static final String MARK = "MARK --set-xmark 0x4000/0x4000";

  /** A jump from a chain of the system's to one of ours. */
  record Hook(String table, String from, String to, List<String> match) {
    String[] command(String verb) {
      List<String> out = new ArrayList<>(List.of("iptables", "-w", "5", "-t", table, verb, from));
      out.addAll(match);
      out.addAll(List.of("-j", to));
      return out.toArray(String[]::new);
    }
  }

  private static final List<String> NEW = List.of("-m", "conntrack", "--ctstate", "NEW");

  /** In the order in which they are made: of two at one place the later one comes first. */
  static final List<Hook> HOOKS =
      List.of(
          new Hook("nat", "PREROUTING", SERVICES, List.of()),
          new Hook("nat", "OUTPUT", SERVICES, List.of()),
          new Hook("nat", "POSTROUTING", POSTROUTING, List.of()),
          new Hook("filter", "FORWARD", UNKNOWN, NEW),
          new Hook("filter", "OUTPUT", UNKNOWN, NEW),
          new Hook("filter", "INPUT", CHECKS, NEW),
          new Hook("filter", "FORWARD", CHECKS, NEW),
          new Hook("filter", "OUTPUT", CHECKS, NEW),
          new Hook("mangle", "PREROUTING", GUARD, List.of()));

  private final RoutingFacts facts;
  private final Map<String, Map<String, List<String>>> tables = new TreeMap<>();
  private final TreeSet<String> hairpins = new TreeSet<>();

  IptablesScript(RoutingFacts facts) {
    this.facts = facts;
    List.of(SERVICES, NODE_PORTS, HOST_PORTS, POSTROUTING).forEach(name -> chain("nat", name));
    List.of(CHECKS, UNKNOWN).forEach(name -> chain("filter", name));
    chain("mangle", GUARD).add("-i " + Links.PREFIX + "+ -d 127.0.0.0/8 -j DROP");
    chain("filter", UNKNOWN).add("-d " + facts.serviceCidr() + " ! -o lo -j REJECT");
  }

  private List<String> chain(String table, String name) {
    return tables
        .computeIfAbsent(table, t -> new TreeMap<>())
        .computeIfAbsent(name, n -> new ArrayList<>());
  }

  private void rule(String chain, String rule) {
    chain("nat", chain).add(rule);
  }

  /** Names of chains have 28 characters at most. */
  private static String name(String kind, String id) {
    UUID digest = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    return PREFIX + kind + "-" + digest.toString().replace("-", "").substring(0, 16);
  }

  void front(Front front) {
    for (Endpoint endpoint : front.all()) {
      if (endpoint.local()) {
        hairpins.add(endpoint.address());
      }
    }
    String port = "-p " + front.protocol() + " --dport " + front.port();
    boolean nodePort = front.place() == Front.Place.NODE_PORT;
    String match = nodePort ? port : "-d " + front.address() + "/32 " + port;
    String filtered = nodePort ? "-m addrtype --dst-type LOCAL " + port : match;
    if (front.all().isEmpty()) {
      chain("filter", CHECKS).add(filtered + " -j REJECT");
      return;
    }
    boolean cluster = front.place() == Front.Place.CLUSTER;
    if (front.onlyLocal() && front.local().isEmpty() && cluster) {
      chain("filter", CHECKS).add(filtered + " -j DROP");
      return;
    }
    String entry = cluster ? internal(front) : external(front, filtered);
    rule(nodePort ? NODE_PORTS : SERVICES, match + " -j " + entry);
  }

  /** Whoever is no pod is masqueraded, so that answers come back here. */
  private String internal(Front front) {
    String entry = name("INT", front.id());
    if (tables.get("nat").containsKey(entry)) {
      return entry;
    }
    rule(entry, "! -s " + facts.clusterCidr() + " -j " + MARK);
    rule(entry, "-j " + picker(front, front.onlyLocal()));
    return entry;
  }

  private String external(Front front, String filtered) {
    String entry = name("EXT", front.id());
    if (front.onlyLocal() && front.local().isEmpty()) {
      // What is not from here or from a pod goes untranslated into the filter.
      chain("filter", CHECKS).add(filtered + " -j DROP");
    }
    if (tables.get("nat").containsKey(entry)) {
      return entry;
    }
    String every = picker(front, false);
    if (!front.onlyLocal()) {
      rule(entry, "-j " + MARK);
      rule(entry, "-j " + every);
      return entry;
    }
    rule(entry, "-s " + facts.clusterCidr() + " -j " + every);
    rule(entry, "-m addrtype --src-type LOCAL -j " + MARK);
    rule(entry, "-m addrtype --src-type LOCAL -j " + every);
    if (!front.local().isEmpty()) {
      rule(entry, "-j " + picker(front, true));
    }
    return entry;
  }

  /** The chain that takes one endpoint by chance, or the one where the client was before. */
  private String picker(Front front, boolean onlyLocal) {
    String picker = name(onlyLocal ? "NEAR" : "ANY", front.id());
    if (tables.get("nat").containsKey(picker)) {
      return picker;
    }
    List<Endpoint> endpoints = onlyLocal ? front.local() : front.all();
    List<String> targets = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      targets.add(target(front, endpoint, picker));
    }
    for (int i = 0; i < endpoints.size(); i++) {
      int left = endpoints.size() - i;
      String chance =
          left == 1
              ? ""
              : String.format(
                  Locale.ROOT, "-m statistic --mode random --probability %.10f ", 1.0 / left);
      rule(picker, chance + "-p " + front.protocol() + " -j " + targets.get(i));
    }
    return picker;
  }

  private String target(Front front, Endpoint endpoint, String picker) {
    String translate = "DNAT --to-destination " + endpoint.address() + ":" + endpoint.port();
    if (front.affinitySeconds() == 0) {
      return translate;
    }
    String stay = name("STAY", picker + endpoint.target());
    rule(stay, "-p " + front.protocol() + " -m recent --name " + stay + " --set -j " + translate);
    rule(
        picker,
        "-m recent --name "
            + stay
            + " --rcheck --seconds "
            + front.affinitySeconds()
            + " --reap -j "
            + stay);
    return stay;
  }

  void hostPort(String address, HostPort port) {
    hairpins.add(address);
    boolean any = !Cidr.isAddress(port.hostIp()) || port.hostIp().equals("0.0.0.0");
    String where = any ? "-m addrtype --dst-type LOCAL" : "-d " + port.hostIp() + "/32";
    rule(
        HOST_PORTS,
        where
            + " -p "
            + port.protocol().toLowerCase(Locale.ROOT)
            + " --dport "
            + port.hostPort()
            + " -j DNAT --to-destination "
            + address
            + ":"
            + port.containerPort());
  }

  private List<String> postrouting() {
    String toPods = "-o " + Links.PREFIX + "+ ";
    String gateway = "-j SNAT --to-source " + facts.podCidr().gateway();
    String marked = "-m mark --mark 0x4000/0x4000 ";
    String loopback = "-s 127.0.0.0/8 ";
    List<String> out = new ArrayList<>();
    out.add("-o lo -j RETURN");
    out.add(toPods + marked + gateway);
    out.add(marked + "-j MASQUERADE --random-fully");
    hairpins.forEach(ip -> out.add(toPods + "-s " + ip + "/32 -d " + ip + "/32 " + gateway));
    out.add(toPods + loopback + gateway);
    out.add(loopback + "-j MASQUERADE");
    out.add("-d " + facts.clusterCidr() + " -j RETURN");
    out.add("-d 224.0.0.0/4 -j RETURN");
    out.add(toPods + "-j RETURN");
    out.add("-s " + facts.podCidr() + " -j MASQUERADE --random-fully");
    return out;
  }

  /** All that is wanted, to tell whether it changed. */
  String text() {
    StringBuilder out = new StringBuilder();
    TABLES.forEach(table -> out.append(restore(table, Set.of())));
    return out.toString();
  }

  /**
   * The input of iptables-restore for one table.
   *
   * @param present chains of ours that are there and go unless they are wanted
   */
  String restore(String table, Set<String> present) {
    Map<String, List<String>> chains = tables.get(table);
    StringBuilder out = new StringBuilder("*" + table + "\n");
    TreeSet<String> all = new TreeSet<>(chains.keySet());
    all.addAll(present);
    all.forEach(name -> out.append(':').append(name).append(" - [0:0]\n"));
    chains.forEach(
        (name, rules) -> {
          if (!name.equals(POSTROUTING)) {
            rules.forEach(rule -> append(out, name, rule));
          }
        });
    if (table.equals("nat")) {
      append(out, SERVICES, "-m addrtype --dst-type LOCAL -j " + NODE_PORTS);
      append(out, SERVICES, "-j " + HOST_PORTS);
      postrouting().forEach(rule -> append(out, POSTROUTING, rule));
    }
    all.removeAll(chains.keySet());
    all.forEach(name -> out.append("-X ").append(name).append('\n'));
    return out.append("COMMIT\n").toString();
  }

  private static void append(StringBuilder out, String chain, String rule) {
    out.append("-A ").append(chain).append(' ').append(rule).append('\n');
  }

  /** Empties and removes chains. */
  static String removal(String table, Set<String> present) {
    StringBuilder out = new StringBuilder("*" + table + "\n");
    present.forEach(name -> out.append(':').append(name).append(" - [0:0]\n"));
    present.forEach(name -> out.append("-X ").append(name).append('\n'));
    return out.append("COMMIT\n").toString();
  }
}
