package io.coxswain.node.dns;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The names of the cluster, by the Kubernetes DNS specification 1.1: a pure function of {@link
 * Names}. Unknown names in the zone do not exist (never REFUSED, which would end a search list).
 */
public final class ClusterZone {
  private static final int SHORT = 5; // seconds: endpoints and what does not exist
  private static final int LONG = 30; // ClusterIPs
  private static final int SRV_WEIGHT = 100;

  private final String zone;
  private final Names names;

  /**
   * @param zone {@code cluster.local}
   */
  public ClusterZone(String zone, Names names) {
    this.zone = zone;
    this.names = names;
  }

  boolean contains(String name) {
    return name.equals(zone) || name.endsWith("." + zone);
  }

  /** The answer to a name in the zone. A CNAME is not followed. */
  Reply answer(String name, int type) {
    if (!names.known().getAsBoolean()) {
      return Reply.failure(Reply.SERVER_FAILURE);
    }
    List<DnsRecord> all = new ArrayList<>();
    boolean exists = name.equals(zone) ? apex(all) : find(name, all);
    List<DnsRecord> answers = new ArrayList<>();
    for (DnsRecord record : all) {
      boolean wanted =
          record.type() == type || type == RecordType.ANY || record.type() == RecordType.CNAME;
      if (wanted && record.name().equals(name)) {
        answers.add(record);
      }
    }
    if (answers.isEmpty()) {
      return Reply.negative(
          exists ? Reply.GOOD : Reply.NO_SUCH_NAME, DnsRecord.authority(zone, SHORT));
    }
    List<DnsRecord> additional = all.stream().filter(r -> !r.name().equals(name)).toList();
    return new Reply(Reply.GOOD, true, answers, List.of(), additional);
  }

  private boolean apex(List<DnsRecord> out) {
    out.add(DnsRecord.authority(zone, SHORT));
    out.add(DnsRecord.name(zone, RecordType.NS, SHORT, "ns.dns." + zone));
    return true;
  }

  /** Collects the records of a name, and those of the targets it names. */
  private boolean find(String name, List<DnsRecord> out) {
    String below = name.substring(0, name.length() - zone.length() - 1);
    List<String> labels = List.of(below.split("\\."));
    int n = labels.size();
    if (below.equals("dns-version")) {
      out.add(DnsRecord.text(name, LONG, "1.1.0"));
      return true;
    }
    String kind = labels.getLast();
    if (kind.equals("pod")) {
      return n == 1
          || n == 2 && names.namespace().apply(labels.get(0))
          || n == 3 && pod(name, labels, out);
    }
    if (!kind.equals("svc")) {
      return below.equals("dns") || below.equals("ns.dns");
    }
    if (n <= 2) {
      return n == 1 || names.namespace().apply(labels.getFirst());
    }
    ObjectKey key = ObjectKey.of(labels.get(n - 2), labels.get(n - 3));
    JsonObject service = names.service().apply(key);
    if (service == null) {
      return false;
    }
    return switch (n) {
      case 3 -> service(name, key, service, out);
      case 4 -> endpoint(name, labels.getFirst(), key, out) || labels.getFirst().startsWith("_");
      case 5 -> port(name, labels, key, service, out);
      default -> false;
    };
  }

  private static boolean pod(String name, List<String> labels, List<DnsRecord> out) {
    String dashed = labels.getFirst();
    for (char separator : new char[] {'.', ':'}) {
      try {
        String address = InetAddress.ofLiteral(dashed.replace('-', separator)).getHostAddress();
        out.add(DnsRecord.address(name, SHORT, address));
        return true;
      } catch (IllegalArgumentException e) {
        continue; // not an address of this family
      }
    }
    return false;
  }

  private boolean service(String name, ObjectKey key, JsonObject service, List<DnsRecord> out) {
    JsonObject spec = service.object("spec");
    if ("ExternalName".equals(spec.string("type"))) {
      String target = spec.string("externalName", "");
      out.add(DnsRecord.name(name, RecordType.CNAME, SHORT, plain(target)));
      return true;
    }
    if (!headless(spec)) {
      addresses(spec).forEach(ip -> out.add(DnsRecord.address(name, LONG, ip)));
      return true;
    }
    Collection<ServiceEndpoint> endpoints = ServiceEndpoint.ready(names.slices().apply(key));
    endpoints.forEach(e -> out.add(DnsRecord.address(name, SHORT, e.address())));
    return !endpoints.isEmpty();
  }

  private boolean endpoint(String name, String label, ObjectKey key, List<DnsRecord> out) {
    for (ServiceEndpoint endpoint : ServiceEndpoint.ready(names.slices().apply(key))) {
      if (endpoint.label().equals(label)) {
        out.add(DnsRecord.address(name, SHORT, endpoint.address()));
      }
    }
    return !out.isEmpty();
  }

  /** {@code _port._protocol.service…}: SRV, with the addresses of the targets beside. */
  private boolean port(
      String name, List<String> labels, ObjectKey key, JsonObject service, List<DnsRecord> out) {
    String portName = labels.get(0);
    String protocol = labels.get(1);
    if (!portName.startsWith("_") || !protocol.startsWith("_")) {
      return false;
    }
    JsonObject spec = service.object("spec");
    String host = name.substring(portName.length() + protocol.length() + 2);
    if (!headless(spec)) {
      for (JsonObject port : spec.objects("ports")) {
        if (is(port, portName, protocol)) {
          int number = (int) port.integer("port", 0);
          out.add(DnsRecord.service(name, LONG, SRV_WEIGHT, number, host));
          addresses(spec).forEach(ip -> out.add(DnsRecord.address(host, LONG, ip)));
        }
      }
      return !out.isEmpty();
    }
    Collection<ServiceEndpoint> endpoints = ServiceEndpoint.ready(names.slices().apply(key));
    for (ServiceEndpoint endpoint : endpoints) {
      for (JsonObject port : endpoint.ports()) {
        if (is(port, portName, protocol)) {
          String target = endpoint.label() + "." + host;
          int number = (int) port.integer("port", 0);
          int weight = Math.max(1, SRV_WEIGHT / endpoints.size());
          out.add(DnsRecord.service(name, SHORT, weight, number, target));
          out.add(DnsRecord.address(target, SHORT, endpoint.address()));
        }
      }
    }
    return !out.isEmpty();
  }

  private static boolean is(JsonObject port, String name, String protocol) {
    return name.equals("_" + port.string("name", ""))
        && protocol.equals("_" + port.string("protocol", "TCP").toLowerCase(Locale.ROOT));
  }

  private static boolean headless(JsonObject spec) {
    return "None".equals(spec.string("clusterIP", "None")) || addresses(spec).isEmpty();
  }

  private static List<String> addresses(JsonObject spec) {
    List<String> all = spec.strings("clusterIPs");
    String one = spec.string("clusterIP", "");
    return (all.isEmpty() ? List.of(one) : all)
        .stream().filter(ip -> !ip.isEmpty() && !ip.equals("None")).toList();
  }

  private static String plain(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** The name of a ClusterIP or of an endpoint; {@code null} where the address is not ours. */
  Reply reverse(String name) {
    String address = reversed(name);
    if (address == null || !names.known().getAsBoolean()) {
      return null;
    }
    List<DnsRecord> out = new ArrayList<>();
    for (JsonObject service : names.servicesAt().apply(address)) {
      String target = Meta.name(service) + "." + Meta.namespace(service) + ".svc." + zone;
      out.add(DnsRecord.name(name, RecordType.PTR, LONG, target));
    }
    if (out.isEmpty()) {
      for (JsonObject slice : names.slicesAt().apply(address)) {
        endpointNames(name, slice, address, out);
      }
    }
    return out.isEmpty() ? null : Reply.of(out);
  }

  private void endpointNames(String name, JsonObject slice, String address, List<DnsRecord> out) {
    ObjectKey key = Names.serviceOf(slice);
    for (JsonObject endpoint : slice.objects("endpoints")) {
      if (endpoint.strings("addresses").contains(address)) {
        String label = ServiceEndpoint.of(endpoint, address, List.of()).label();
        String target = label + "." + key.name() + "." + key.namespace() + ".svc." + zone;
        out.add(DnsRecord.name(name, RecordType.PTR, SHORT, target));
      }
    }
  }

  private static String reversed(String name) {
    String suffix = ".in-addr.arpa";
    if (!name.endsWith(suffix)) {
      return null;
    }
    List<String> parts =
        List.of(name.substring(0, name.length() - suffix.length()).split("\\.")).reversed();
    return parts.size() == 4 ? String.join(".", parts) : null;
  }
}
