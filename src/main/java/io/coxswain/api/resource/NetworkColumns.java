package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables of services and what belongs to them. */
final class NetworkColumns {
  private static final int LOAD_BALANCER_WIDTH = 16;

  static final Columns SERVICES =
      new Columns(
          Cells.columns(
              "Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector:string:1"),
          (o, now) -> {
            JsonObject spec = o.object("spec");
            return List.of(
                Cells.name(o),
                Cells.text(spec.string("type")),
                Cells.orNone(
                    spec.strings("clusterIPs").isEmpty()
                        ? spec.string("clusterIP")
                        : spec.strings("clusterIPs").getFirst()),
                Json.of(externalIp(o)),
                Cells.orNone(ports(spec)),
                Cells.age(o, now),
                Json.of(Cells.labels(spec.object("selector"))));
          });

  static final Columns ENDPOINTS =
      new Columns(
          Cells.columns("Name", "Endpoints", "Age"),
          (o, now) -> List.of(Cells.name(o), Json.of(endpoints(o)), Cells.age(o, now)));

  static final Columns ENDPOINT_SLICES =
      new Columns(
          Cells.columns("Name", "AddressType", "Ports", "Endpoints", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Cells.text(o.string("addressType")),
                  Json.of(slicePorts(o)),
                  Json.of(sliceAddresses(o)),
                  Cells.age(o, now)));

  static final Columns INGRESSES =
      new Columns(
          Cells.columns("Name", "Class", "Hosts", "Address", "Ports", "Age"),
          (o, now) -> {
            JsonObject spec = o.object("spec");
            return List.of(
                Cells.name(o),
                Cells.orNone(spec.string("ingressClassName")),
                Json.of(hosts(spec)),
                Json.of(balancers(o)),
                Json.of(spec.array("tls").isEmpty() ? "80" : "80, 443"),
                Cells.age(o, now));
          });

  static final Columns INGRESS_CLASSES =
      new Columns(
          Cells.columns("Name", "Controller", "Parameters", "Age"),
          (o, now) -> {
            JsonObject parameters = o.objectAt("spec", "parameters");
            String group = parameters.string("apiGroup", "");
            String text =
                parameters.isEmpty()
                    ? Cells.NONE
                    : parameters.string("kind", "")
                        + (group.isEmpty() ? "" : "." + group)
                        + "/"
                        + parameters.string("name", "");
            return List.of(
                Cells.name(o),
                Cells.text(o.object("spec").string("controller")),
                Json.of(text),
                Cells.age(o, now));
          });

  static final Columns NETWORK_POLICIES =
      new Columns(
          Cells.columns("Name", "Pod-Selector", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Json.of(Cells.selector(o.objectAt("spec", "podSelector"))),
                  Cells.age(o, now)));

  static final Columns IP_ADDRESSES =
      new Columns(
          Cells.columns("Name", "ParentRef"),
          (o, now) -> {
            JsonObject parent = o.objectAt("spec", "parentRef");
            String text = parent.string("resource", "");
            for (String field : List.of("group", "namespace", "name")) {
              String value = parent.string(field, "");
              text += value.isEmpty() ? "" : (field.equals("group") ? "." : "/") + value;
            }
            return List.of(Cells.name(o), Json.of(text));
          });

  static final Columns SERVICE_CIDRS =
      new Columns(
          Cells.columns("Name", "CIDRs", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Json.of(String.join(",", o.object("spec").strings("cidrs"))),
                  Cells.age(o, now)));

  private NetworkColumns() {}

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
    String text = String.join(",", names);
    return text.length() > LOAD_BALANCER_WIDTH
        ? text.substring(0, LOAD_BALANCER_WIDTH - 3) + "..."
        : text;
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
    return Cells.some(all, 3, all.size());
  }

  private static String slicePorts(JsonObject slice) {
    List<JsonObject> ports = slice.objects("ports");
    if (ports.isEmpty()) {
      return Cells.UNSET;
    }
    List<String> all = new ArrayList<>();
    for (JsonObject port : ports) {
      String name = port.string("name", "");
      Json number = port.get("port");
      all.add(number != null ? number.text() : name.isEmpty() ? "*" : name);
    }
    return Cells.some(all, 3, all.size());
  }

  private static String sliceAddresses(JsonObject slice) {
    List<String> all = new ArrayList<>();
    slice.objects("endpoints").forEach(e -> all.addAll(e.strings("addresses")));
    return all.isEmpty() ? Cells.UNSET : Cells.some(all, 3, all.size());
  }

  private static String hosts(JsonObject spec) {
    List<String> hosts =
        spec.objects("rules").stream()
            .map(r -> r.string("host", ""))
            .filter(h -> !h.isEmpty())
            .toList();
    return hosts.isEmpty() ? "*" : Cells.some(hosts, 3, hosts.size());
  }
}
