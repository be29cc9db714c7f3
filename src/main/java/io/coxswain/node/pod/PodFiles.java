package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The text of {@code /etc/hosts}, {@code /etc/resolv.conf} and {@code /etc/hostname}. Pure. */
final class PodFiles {
  private static final int LABEL = 63;

  private PodFiles() {}

  /** The pod's host name: its {@code hostname} or name, cut to a DNS label. */
  static String hostname(JsonObject pod, String clusterDomain) {
    String name = shortName(pod);
    return pod.object("spec").bool("setHostnameAsFQDN", false)
            && !domain(pod, clusterDomain).isEmpty()
        ? name + "." + domain(pod, clusterDomain)
        : name;
  }

  private static String shortName(JsonObject pod) {
    String override = pod.object("spec").string("hostnameOverride", "");
    String name = pod.object("spec").string("hostname", Meta.name(pod));
    if (!override.isEmpty()) {
      return override;
    }
    if (name.length() <= LABEL) {
      return name;
    }
    String cut = name.substring(0, LABEL);
    while (cut.endsWith("-") || cut.endsWith(".")) {
      cut = cut.substring(0, cut.length() - 1);
    }
    return cut;
  }

  /** {@code subdomain.namespace.svc.cluster.local}, empty without a subdomain. */
  private static String domain(JsonObject pod, String clusterDomain) {
    String subdomain = pod.object("spec").string("subdomain", "");
    return subdomain.isEmpty()
        ? ""
        : subdomain + "." + Meta.namespace(pod) + ".svc." + clusterDomain;
  }

  /**
   * @param hostHosts the host's own file, shown to pods on the host's network
   */
  static String hosts(
      JsonObject pod, List<String> addresses, String hostHosts, String clusterDomain) {
    StringBuilder out = new StringBuilder();
    if (PodSpecs.hostNetwork(pod)) {
      out.append("# Kubernetes-managed hosts file (host network).\n").append(hostHosts);
    } else {
      out.append(
          """
          # Kubernetes-managed hosts file.
          127.0.0.1\tlocalhost
          ::1\tlocalhost ip6-localhost ip6-loopback
          fe00::0\tip6-localnet
          fe00::0\tip6-mcastprefix
          fe00::1\tip6-allnodes
          fe00::2\tip6-allrouters
          """);
      String domain = domain(pod, clusterDomain);
      String name = shortName(pod);
      for (String address : addresses) {
        out.append(address).append('\t');
        if (!domain.isEmpty()) {
          out.append(name).append('.').append(domain).append('\t');
        }
        out.append(name).append('\n');
      }
    }
    List<JsonObject> aliases = pod.object("spec").objects("hostAliases");
    if (!aliases.isEmpty()) {
      out.append("\n# Entries added by HostAliases.\n");
      for (JsonObject alias : aliases) {
        out.append(alias.string("ip", ""))
            .append('\t')
            .append(String.join("\t", alias.strings("hostnames")))
            .append('\n');
      }
    }
    return out.toString();
  }

  /**
   * @param hostResolv the host's own file
   */
  static String resolv(
      JsonObject pod, List<String> dnsServers, String clusterDomain, String hostResolv) {
    Set<String> servers = new LinkedHashSet<>();
    Set<String> searches = new LinkedHashSet<>();
    List<String> options = new ArrayList<>();
    String policy = pod.object("spec").string("dnsPolicy", "ClusterFirst");
    boolean cluster =
        policy.equals("ClusterFirstWithHostNet")
            || (policy.equals("ClusterFirst") && !PodSpecs.hostNetwork(pod));
    if (cluster && !dnsServers.isEmpty()) {
      servers.addAll(dnsServers);
      searches.add(Meta.namespace(pod) + ".svc." + clusterDomain);
      searches.add("svc." + clusterDomain);
      searches.add(clusterDomain);
      words(hostResolv, "search").forEach(searches::add);
      options.add("ndots:5");
    } else if (!policy.equals("None")) {
      for (String line : hostResolv.split("\n")) {
        if (line.startsWith("nameserver ")) {
          servers.add(line.substring(11).strip());
        }
      }
      searches.addAll(words(hostResolv, "search"));
      options.addAll(words(hostResolv, "options"));
    }
    JsonObject config = pod.object("spec").object("dnsConfig");
    servers.addAll(config.strings("nameservers"));
    searches.addAll(config.strings("searches"));
    for (JsonObject option : config.objects("options")) {
      String name = option.string("name", "");
      String value = option.string("value");
      options.removeIf(o -> o.equals(name) || o.startsWith(name + ":"));
      options.add(value == null ? name : name + ":" + value);
    }
    StringBuilder out = new StringBuilder();
    if (!searches.isEmpty()) {
      out.append("search ").append(String.join(" ", searches)).append('\n');
    }
    out.append(servers.stream().map(s -> "nameserver " + s + "\n").collect(Collectors.joining()));
    if (!options.isEmpty()) {
      out.append("options ").append(String.join(" ", options)).append('\n');
    }
    return out.toString();
  }

  private static List<String> words(String text, String keyword) {
    List<String> out = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.startsWith(keyword + " ")) {
        out.addAll(List.of(line.substring(keyword.length()).strip().split("\\s+")));
      }
    }
    return out;
  }
}
