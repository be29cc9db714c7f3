package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables of services and what belongs to them. */
final class NetworkColumns {
  private static final int MOST = 3;

  static final Columns SERVICES =
      Table.named()
          .text("Type", "How it can be reached.", o -> o.object("spec").string("type"))
          .textOrNone("Cluster-IP", "Its address in the cluster.", NetworkColumns::clusterIp)
          .text("External-IP", "Its addresses from outside.", NetworkColumns::externalIp)
          .textOrNone("Port(s)", "What it serves.", o -> ports(o.object("spec")))
          .age()
          .wide()
          .text(
              "Selector",
              "The labels of the pods behind it.",
              o -> Cells.labels(o.objectAt("spec", "selector")))
          .columns();

  static final Columns ENDPOINTS =
      Table.named()
          .text("Endpoints", "Addresses with ports.", NetworkColumns::endpoints)
          .age()
          .columns();

  static final Columns ENDPOINT_SLICES =
      Table.named()
          .text("AddressType", "The kind of its addresses.", o -> o.string("addressType"))
          .text("Ports", "The ports of every address.", NetworkColumns::slicePorts)
          .text("Endpoints", "The addresses.", NetworkColumns::sliceAddresses)
          .age()
          .columns();

  static final Columns INGRESSES =
      Table.named()
          .text(
              "Class",
              "The name of the IngressClass resource that should be used for additional"
                  + " configuration",
              o -> o.object("spec").string("ingressClassName", Cells.NONE))
          .text(
              "Hosts",
              "Hosts that incoming requests are matched against before the ingress rule",
              o -> hosts(o.object("spec").objects("rules")))
          .text(
              "Address",
              "Address is a list containing ingress points for the load-balancer",
              NetworkColumns::balancers)
          .text(
              "Ports",
              "Ports of TLS configurations that open",
              o -> o.object("spec").array("tls").isEmpty() ? "80" : "80, 443")
          .age()
          .columns();

  static final Columns INGRESS_CLASSES =
      Table.named()
          .text(
              "Controller",
              "Controller that is responsible for handling this class",
              o -> o.object("spec").string("controller"))
          .text(
              "Parameters",
              "A reference to a resource with additional parameters",
              NetworkColumns::parameters)
          .age()
          .columns();

  static final Columns NETWORK_POLICIES =
      Table.named()
          .text(
              "Pod-Selector",
              "The pods it is about.",
              o -> Cells.selector(o.objectAt("spec", "podSelector")))
          .age()
          .columns();

  static final Columns IP_ADDRESSES =
      Table.named().text("ParentRef", "Whose address it is.", NetworkColumns::parent).columns();

  static final Columns SERVICE_CIDRS =
      Table.named()
          .text(
              "CIDRs",
              "Where cluster addresses come from.",
              o -> String.join(",", o.object("spec").strings("cidrs")))
          .age()
          .columns();

  private NetworkColumns() {}

  private static String clusterIp(JsonObject service) {
    List<String> all = service.object("spec").strings("clusterIPs");
    return all.isEmpty() ? service.object("spec").string("clusterIP") : all.getFirst();
  }

  private static String parameters(JsonObject ingressClass) {
    JsonObject parameters = ingressClass.objectAt("spec", "parameters");
    if (parameters.isEmpty()) {
      return Cells.NONE;
    }
    String group = parameters.string("apiGroup");
    return parameters.string("kind", "")
        + (group == null ? "" : "." + group)
        + "/"
        + parameters.string("name", "");
  }

  private static String parent(JsonObject address) {
    JsonObject parent = address.objectAt("spec", "parentRef");
    if (parent.isEmpty()) {
      return Cells.NONE;
    }
    String group = parent.string("group", "");
    String resource = parent.string("resource", "") + (group.isEmpty() ? "" : "." + group);
    String namespace = parent.string("namespace", "");
    return resource.toLowerCase(Locale.ROOT)
        + (namespace.isEmpty() ? "" : "/" + namespace)
        + "/"
        + parent.string("name", "");
  }

  private static String externalIp(JsonObject service) {
    JsonObject spec = service.object("spec");
    List<String> external = spec.strings("externalIPs");
    switch (spec.string("type", "")) {
      case "ClusterIP", "NodePort" -> {
        return external.isEmpty() ? Cells.NONE : String.join(",", external);
      }
      case "LoadBalancer" -> {
        String balancers = balancers(service);
        List<String> all = new ArrayList<>();
        if (!balancers.isEmpty()) {
          all.add(balancers);
        }
        all.addAll(external);
        return all.isEmpty() ? "<pending>" : String.join(",", all);
      }
      case "ExternalName" -> {
        return spec.string("externalName", "");
      }
      default -> {
        return "<unknown>";
      }
    }
  }

  private static String balancers(JsonObject object) {
    TreeSet<String> names = new TreeSet<>();
    for (JsonObject each : object.object("status").object("loadBalancer").objects("ingress")) {
      String ip = each.string("ip", "");
      String host = each.string("hostname", "");
      if (!ip.isEmpty()) {
        names.add(ip);
      } else if (!host.isEmpty()) {
        names.add(host);
      }
    }
    return String.join(",", names);
  }

  private static String ports(JsonObject spec) {
    return spec.objects("ports").stream()
        .map(
            p -> {
              long node = p.integer("nodePort", 0);
              return p.integer("port", 0)
                  + (node > 0 ? ":" + node : "")
                  + "/"
                  + p.string("protocol", "");
            })
        .collect(Collectors.joining(","));
  }

  private static String endpoints(JsonObject endpoints) {
    List<JsonObject> subsets = endpoints.objects("subsets");
    if (subsets.isEmpty()) {
      return Cells.NONE;
    }
    List<String> all = new ArrayList<>();
    for (JsonObject subset : subsets) {
      List<JsonObject> addresses = subset.objects("addresses");
      if (subset.array("ports").isEmpty()) { // headless
        addresses.forEach(a -> all.add(a.string("ip", "")));
      }
      for (JsonObject port : subset.objects("ports")) {
        for (JsonObject address : addresses) {
          String ip = address.string("ip", "");
          String host = Addresses.isIpv6(ip) ? "[" + ip + "]" : ip;
          all.add(host + ":" + port.integer("port", 0));
        }
      }
    }
    return Cells.some(all, MOST);
  }

  private static String slicePorts(JsonObject slice) {
    List<JsonObject> ports = slice.objects("ports");
    if (ports.isEmpty()) {
      return Cells.UNSET;
    }
    List<String> all = new ArrayList<>();
    for (JsonObject port : ports) {
      Json number = port.get("port");
      all.add(number != null ? number.text() : port.string("name", "*"));
    }
    String text = Cells.some(all, MOST);
    return text.isEmpty() ? Cells.UNSET : text;
  }

  private static String sliceAddresses(JsonObject slice) {
    List<String> all = new ArrayList<>();
    slice.objects("endpoints").forEach(e -> all.addAll(e.strings("addresses")));
    return all.isEmpty() ? Cells.UNSET : Cells.some(all, MOST);
  }

  /** Of more than three only the first; rules without a host are counted, but not shown. */
  private static String hosts(List<JsonObject> rules) {
    List<String> shown = new ArrayList<>();
    boolean more = false;
    for (JsonObject rule : rules) {
      more |= shown.size() == MOST;
      String host = rule.string("host", "");
      if (!more && !host.isEmpty()) {
        shown.add(host);
      }
    }
    return shown.isEmpty() ? "*" : Cells.some(shown, MOST, ",", more ? rules.size() : shown.size());
  }
}
