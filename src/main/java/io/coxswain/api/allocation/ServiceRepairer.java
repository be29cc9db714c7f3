package io.coxswain.api.allocation;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Ledger;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Frees the records of Services that are gone (a server died between the two writes) and claims
 * what Services hold without one. One server runs it, every few minutes (upstream: three).
 */
public final class ServiceRepairer {
  private final Claims claims;
  private final Cache cache;
  private final InstantSource clock;

  public ServiceRepairer(Ledger ledger, Cache cache, InstantSource clock, Supplier<String> uids) {
    this.claims = new Claims(ledger, cache, clock, uids);
    this.cache = cache;
    this.clock = clock;
  }

  /** One round over a consistent state; completes with the number of repairs. */
  public Future<Integer> run() {
    return cache.current().compose(ignored -> round());
  }

  private Future<Integer> round() {
    List<JsonObject> services = new ArrayList<>();
    cache.snapshot("services").forEach(entry -> services.add(entry.object()));
    RepairPlan addresses =
        RepairPlan.ofAddresses(services, records(Claims.ADDRESSES), clock.instant());
    RepairPlan ports = RepairPlan.ofPorts(services, records(Claims.PORTS), clock.instant());
    return carryOut(Claims.ADDRESSES, addresses)
        .compose(first -> carryOut(Claims.PORTS, ports).map(second -> first + second));
  }

  private Map<String, JsonObject> records(String resource) {
    Map<String, JsonObject> out = new HashMap<>();
    cache.snapshot(resource).forEach(entry -> out.put(entry.key().name(), entry.object()));
    return out;
  }

  private Future<Integer> carryOut(String resource, RepairPlan plan) {
    Future<Void> done = Future.succeededFuture();
    for (String name : plan.orphans()) {
      done =
          done.compose(
              ignored -> {
                Entry entry = cache.snapshot(resource).get(ObjectKey.of("", name));
                return entry == null ? Future.succeededFuture() : claims.free(resource, entry);
              });
    }
    for (Map.Entry<String, JsonObject> lost : plan.missing().entrySet()) {
      done =
          done.compose(ignored -> claims.claim(resource, lost.getKey(), lost.getValue()))
              .mapEmpty();
    }
    return done.map(ignored -> plan.orphans().size() + plan.missing().size());
  }
}
