package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * One address and port under which a Service is reached, and what is behind it. Follows kube-proxy:
 * ready endpoints, or terminating ones that still serve.
 *
 * @param address empty for a node port
 * @param id {@code ns/name/tcp/80}, the same for all fronts of a Service's port
 * @param all endpoints that get traffic
 * @param local those of them, or others, that get it under a Local policy
 * @param onlyLocal whether the policy of this front is Local
 * @param affinitySeconds how long a client stays at its endpoint; 0 without affinity
 */
record Front(
    Place place,
    String address,
    String protocol,
    long port,
    String id,
    List<Endpoint> all,
    List<Endpoint> local,
    boolean onlyLocal,
    long affinitySeconds) {
  private static final long DEFAULT_AFFINITY_SECONDS = 10_800;

  /** Where clients come from. */
  enum Place {
    CLUSTER,
    EXTERNAL,
    NODE_PORT
  }

  /**
   * The fronts; none for headless Services, ExternalName and the DNS address of the node itself.
   */
  static List<Front> of(JsonObject service, Collection<JsonObject> slices, RoutingFacts facts) {
    JsonObject spec = service.object("spec");
    List<String> clusterIps = clusterIps(spec);
    if ("ExternalName".equals(spec.string("type"))
        || clusterIps.isEmpty()
        || clusterIps.contains(facts.dnsAddress())) {
      return List.of();
    }
    List<Front> out = new ArrayList<>();
    for (JsonObject port : spec.objects("ports")) {
      Maker maker = new Maker(service, port, slices, facts);
      clusterIps.forEach(address -> out.add(maker.front(Place.CLUSTER, address)));
      externalIps(service).forEach(address -> out.add(maker.front(Place.EXTERNAL, address)));
      if (port.integer("nodePort", 0) > 0) {
        out.add(maker.front(Place.NODE_PORT, ""));
      }
    }
    return out;
  }

  /** What the fronts of one port have in common. */
  private record Maker(
      JsonObject service, JsonObject port, Collection<JsonObject> slices, RoutingFacts facts) {

    Front front(Place place, String address) {
      JsonObject spec = service.object("spec");
      String name = port.string("protocol", "TCP");
      List<Endpoint> endpoints = Endpoint.of(slices, port.string("name", ""), name, facts.node());
      String protocol = name.toLowerCase(Locale.ROOT);
      long number = port.integer("port", 0);
      String policy = place == Place.CLUSTER ? "internalTrafficPolicy" : "externalTrafficPolicy";
      return new Front(
          place,
          address,
          protocol,
          place == Place.NODE_PORT ? port.integer("nodePort", 0) : number,
          Meta.namespace(service) + "/" + Meta.name(service) + "/" + protocol + "/" + number,
          Endpoint.usable(endpoints, false),
          Endpoint.usable(endpoints, true),
          "Local".equals(spec.string(policy)),
          affinitySeconds(spec));
    }
  }

  private static long affinitySeconds(JsonObject spec) {
    if (!"ClientIP".equals(spec.string("sessionAffinity"))) {
      return 0;
    }
    return spec.objectAt("sessionAffinityConfig", "clientIP")
        .integer("timeoutSeconds", DEFAULT_AFFINITY_SECONDS);
  }

  private static List<String> clusterIps(JsonObject spec) {
    List<String> all = spec.strings("clusterIPs");
    if (all.isEmpty()) {
      all = List.of(spec.string("clusterIP", ""));
    }
    return all.stream().filter(Cidr::isAddress).toList();
  }

  /** {@code externalIPs} and the load balancer's addresses that arrive here untranslated. */
  private static List<String> externalIps(JsonObject service) {
    List<String> out = new ArrayList<>(service.object("spec").strings("externalIPs"));
    for (JsonObject ingress : service.objectAt("status", "loadBalancer").objects("ingress")) {
      if (!"Proxy".equals(ingress.string("ipMode"))) {
        out.add(ingress.string("ip", ""));
      }
    }
    return out.stream().filter(Cidr::isAddress).distinct().toList();
  }
}
