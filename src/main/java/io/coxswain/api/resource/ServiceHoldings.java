package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of the cluster's addresses and node ports a Service holds or wants. */
public final class ServiceHoldings {
  private ServiceHoldings() {}

  /** The cluster IPs; none for a headless or external one, and for {@code null}. */
  public static Set<String> ips(JsonObject service) {
    JsonObject spec = service == null ? JsonObject.EMPTY : service.object("spec");
    Set<String> out = new LinkedHashSet<>();
    if (!ServiceUpdates.needsClusterIp(spec)) {
      return out;
    }
    out.addAll(spec.strings("clusterIPs"));
    String one = spec.string("clusterIP", "");
    if (!one.isEmpty()) {
      out.add(one);
    }
    out.remove("None");
    return out;
  }

  /** The node ports, the health check's included. */
  public static Set<Integer> ports(JsonObject service) {
    JsonObject spec = service == null ? JsonObject.EMPTY : service.object("spec");
    Set<Integer> out = new LinkedHashSet<>();
    spec.objects("ports").forEach(p -> out.add((int) p.integer("nodePort", 0)));
    out.add((int) spec.integer("healthCheckNodePort", 0));
    out.remove(0);
    return out;
  }

  public static boolean wantsIp(JsonObject service) {
    JsonObject spec = service.object("spec");
    return ServiceUpdates.needsClusterIp(spec)
        && !ServiceStrategy.isHeadless(spec)
        && ips(service).isEmpty();
  }

  public static JsonObject withIp(JsonObject service, String ip) {
    JsonObject spec =
        service.object("spec").with("clusterIP", ip).with("clusterIPs", JsonArray.ofStrings(ip));
    return service.with("spec", spec);
  }

  public static boolean wantsHealthPort(JsonObject service) {
    JsonObject spec = service.object("spec");
    return ServiceUpdates.needsHealthPort(spec) && spec.integer("healthCheckNodePort", 0) == 0;
  }

  public static JsonObject withHealthPort(JsonObject service, int port) {
    return service.withAt(Json.of(port), "spec", "healthCheckNodePort");
  }

  /**
   * The port numbers that want a node port; one number with two protocols wants one node port, and
   * gets the one that its other protocol has.
   */
  public static List<Long> wantingNodePort(JsonObject service) {
    JsonObject spec = service.object("spec");
    Set<Long> out = new LinkedHashSet<>();
    if (!ServiceStrategy.usesNodePorts(spec)) {
      return List.of();
    }
    for (JsonObject port : shared(spec).objects("ports")) {
      if (port.integer("nodePort", 0) == 0) {
        out.add(port.integer("port", 0));
      }
    }
    return new ArrayList<>(out);
  }

  public static JsonObject withNodePorts(JsonObject service, Map<Long, Integer> chosen) {
    JsonObject spec = service.object("spec");
    if (!ServiceStrategy.usesNodePorts(spec)) {
      return service;
    }
    JsonObject filled =
        PodDefaults.eachObject(
            shared(spec),
            "ports",
            port -> {
              Integer number = chosen.get(port.integer("port", 0));
              boolean unset = port.integer("nodePort", 0) == 0;
              return unset && number != null ? port.with("nodePort", number) : port;
            });
    return service.with("spec", filled);
  }

  private static JsonObject shared(JsonObject spec) {
    Map<Long, JsonObject> given = new LinkedHashMap<>();
    for (JsonObject port : spec.objects("ports")) {
      if (port.integer("nodePort", 0) != 0) {
        given.putIfAbsent(port.integer("port", 0), port);
      }
    }
    return PodDefaults.eachObject(
        spec,
        "ports",
        port -> {
          JsonObject other = given.get(port.integer("port", 0));
          boolean unset = port.integer("nodePort", 0) == 0;
          boolean differs =
              other != null && !other.string("protocol", "").equals(port.string("protocol", ""));
          return unset && differs ? port.with("nodePort", other.get("nodePort")) : port;
        });
  }
}
