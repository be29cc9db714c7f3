package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * From one Service and its EndpointSlices to the rules that route it: a pure function. Follows
 * kube-proxy: ready endpoints, or terminating ones that still serve; none at all is refused at
 * once; none here under a Local policy is dropped.
 */
public final class ServiceCompiler {
  private static final long DEFAULT_AFFINITY_SECONDS = 10_800;

  private final RoutingFacts facts;

  public ServiceCompiler(RoutingFacts facts) {
    this.facts = facts;
  }

  /** The rules; none for headless Services, ExternalName and the DNS address of the node itself. */
  public Rules compile(JsonObject service, Collection<JsonObject> slices) {
    JsonObject spec = service.object("spec");
    List<String> clusterIps = clusterIps(spec);
    if ("ExternalName".equals(spec.string("type"))
        || clusterIps.isEmpty()
        || clusterIps.contains(facts.dnsAddress())) {
      return Rules.NONE;
    }
    RulesBuilder rules = new RulesBuilder(facts);
    for (JsonObject port : spec.objects("ports")) {
      List<Endpoint> endpoints =
          Endpoint.of(
              slices, port.string("name", ""), port.string("protocol", "TCP"), facts.node());
      new Port(rules, service, port, endpoints).compile(clusterIps, externalIps(service));
    }
    return rules.build();
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

  /** One port of a Service. */
  private static final class Port {
    private final RulesBuilder rules;
    private final List<Endpoint> all;
    private final List<Endpoint> local;
    private final boolean internalLocal;
    private final boolean externalLocal;
    private final long affinity; // seconds, 0 without
    private final String id;
    private final String protocol;
    private final long port;
    private final long nodePort;

    Port(RulesBuilder rules, JsonObject service, JsonObject port, List<Endpoint> endpoints) {
      JsonObject spec = service.object("spec");
      this.rules = rules;
      this.all = Endpoint.usable(endpoints, false);
      this.local = Endpoint.usable(endpoints, true);
      this.internalLocal = "Local".equals(spec.string("internalTrafficPolicy"));
      this.externalLocal = "Local".equals(spec.string("externalTrafficPolicy"));
      this.affinity = affinitySeconds(spec);
      this.protocol = port.string("protocol", "TCP").toLowerCase(Locale.ROOT);
      this.port = port.integer("port", 0);
      this.nodePort = port.integer("nodePort", 0);
      this.id =
          Meta.namespace(service) + "/" + Meta.name(service) + "/" + protocol + "/" + this.port;
    }

    private static long affinitySeconds(JsonObject spec) {
      if (!"ClientIP".equals(spec.string("sessionAffinity"))) {
        return 0;
      }
      return spec.objectAt("sessionAffinityConfig", "clientIP")
          .integer("timeoutSeconds", DEFAULT_AFFINITY_SECONDS);
    }

    void compile(List<String> clusterIps, List<String> externalIps) {
      for (Endpoint endpoint : all) {
        if (endpoint.local()) {
          String address = endpoint.address();
          rules.element(BaseTable.HAIRPINS, address + " . " + address, "");
        }
      }
      for (String address : clusterIps) {
        internal(address + " . " + protocol + " . " + port);
      }
      for (String address : externalIps) {
        external(
            BaseTable.SERVICES,
            BaseTable.REFUSED,
            BaseTable.ENDPOINTS,
            address + " . " + protocol + " . " + port);
      }
      if (nodePort > 0) {
        external(
            BaseTable.NODE_PORTS,
            BaseTable.REFUSED_NODE_PORTS,
            BaseTable.NODE_ENDPOINTS,
            protocol + " . " + nodePort);
      }
    }

    private void internal(String key) {
      List<Endpoint> usable = internalLocal ? local : all;
      if (usable.isEmpty()) {
        rules.element(BaseTable.REFUSED, key, all.isEmpty() ? "goto refuse" : "drop");
        return;
      }
      String picker = picker(internalLocal, BaseTable.ENDPOINTS, key);
      rules.element(BaseTable.SERVICES, key, "goto " + rules.cluster(picker));
    }

    private void external(String verdicts, String refused, String map, String key) {
      if (all.isEmpty()) {
        rules.element(refused, key, "goto refuse");
        return;
      }
      String every = picker(false, map, key);
      String entry;
      if (externalLocal) {
        entry = rules.externalLocal(every, local.isEmpty() ? null : picker(true, map, key));
      } else {
        entry = rules.external(every);
      }
      rules.element(verdicts, key, "goto " + entry);
    }

    private String picker(boolean onlyLocal, String map, String key) {
      List<Endpoint> endpoints = onlyLocal ? local : all;
      if (affinity > 0) {
        return rules.affinity(onlyLocal ? "near" : "any", id, endpoints, affinity);
      }
      return rules.pick(onlyLocal ? BaseTable.LOCAL + map : map, key, endpoints);
    }
  }
}
