package io.coxswain.node.net;

import io.coxswain.json.JsonObject;
import java.util.Collection;
import java.util.List;

/**
 * From one Service and its EndpointSlices to the nftables rules that route it: a pure function. No
 * endpoint at all is refused at once; none here under a Local policy is dropped.
 */
public final class ServiceCompiler {
  private final RoutingFacts facts;

  public ServiceCompiler(RoutingFacts facts) {
    this.facts = facts;
  }

  /** The rules; none for a Service that nobody reaches by an address. */
  public Rules compile(JsonObject service, Collection<JsonObject> slices) {
    RulesBuilder rules = new RulesBuilder(facts);
    for (Front front : Front.of(service, slices, facts)) {
      for (Endpoint endpoint : front.all()) {
        if (endpoint.local()) {
          String address = endpoint.address();
          rules.element(BaseTable.HAIRPINS, address + " . " + address, "");
        }
      }
      switch (front.place()) {
        case CLUSTER -> internal(rules, front);
        case EXTERNAL ->
            external(rules, front, BaseTable.SERVICES, BaseTable.REFUSED, BaseTable.ENDPOINTS);
        case NODE_PORT ->
            external(
                rules,
                front,
                BaseTable.NODE_PORTS,
                BaseTable.REFUSED_NODE_PORTS,
                BaseTable.NODE_ENDPOINTS);
      }
    }
    return rules.build();
  }

  private static String key(Front front) {
    String address = front.address().isEmpty() ? "" : front.address() + " . ";
    return address + front.protocol() + " . " + front.port();
  }

  private static void internal(RulesBuilder rules, Front front) {
    String key = key(front);
    List<Endpoint> usable = front.onlyLocal() ? front.local() : front.all();
    if (usable.isEmpty()) {
      rules.element(BaseTable.REFUSED, key, front.all().isEmpty() ? "goto refuse" : "drop");
      return;
    }
    String picker = picker(rules, front, front.onlyLocal(), BaseTable.ENDPOINTS);
    rules.element(BaseTable.SERVICES, key, "goto " + rules.cluster(picker));
  }

  private static void external(
      RulesBuilder rules, Front front, String verdicts, String refused, String map) {
    String key = key(front);
    if (front.all().isEmpty()) {
      rules.element(refused, key, "goto refuse");
      return;
    }
    String every = picker(rules, front, false, map);
    String entry;
    if (front.onlyLocal()) {
      entry =
          rules.externalLocal(
              every, front.local().isEmpty() ? null : picker(rules, front, true, map));
    } else {
      entry = rules.external(every);
    }
    rules.element(verdicts, key, "goto " + entry);
  }

  private static String picker(RulesBuilder rules, Front front, boolean onlyLocal, String map) {
    List<Endpoint> endpoints = onlyLocal ? front.local() : front.all();
    if (front.affinitySeconds() > 0) {
      String scope = onlyLocal ? "near" : "any";
      return rules.affinity(scope, front.id(), endpoints, front.affinitySeconds());
    }
    return rules.pick(onlyLocal ? BaseTable.LOCAL + map : map, key(front), endpoints);
  }
}
