package io.coxswain.api.allocation;

import io.coxswain.api.resource.AllocationBand;
import io.coxswain.api.resource.ServiceAllocator;
import io.coxswain.api.resource.ServiceHoldings;
import io.coxswain.api.resource.ServiceNetwork;
import io.coxswain.cache.Cache;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import io.coxswain.store.Ledger;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Claims addresses and ports by records in the ledger. Thread-safe; keeps nothing itself. */
public final class LedgerServiceAllocator implements ServiceAllocator {
  /** Claims lost to others in a row before a write gives up. */
  private static final int MOST_LOST = 64;

  private static final Gvk SERVICE = new Gvk("", "v1", "Service");

  private final Claims claims;
  private final ServiceNetwork network;
  private final RandomGenerator random;

  public LedgerServiceAllocator(
      Ledger ledger,
      Cache cache,
      ServiceNetwork network,
      InstantSource clock,
      Supplier<String> uids,
      RandomGenerator random) {
    this.claims = new Claims(ledger, cache, clock, uids);
    this.network = network;
    this.random = random;
  }

  @Override
  public Future<JsonObject> allocate(JsonObject service, JsonObject old, boolean dryRun) {
    Attempt attempt = new Attempt(service, old, dryRun);
    return attempt
        .run()
        .recover(
            error -> attempt.undo().transform(ignored -> Future.<JsonObject>failedFuture(error)));
  }

  @Override
  public Future<Void> release(JsonObject gone, JsonObject kept) {
    Set<String> ips = new HashSet<>(ServiceHoldings.ips(gone));
    ips.removeAll(ServiceHoldings.ips(kept));
    Set<Integer> ports = new HashSet<>(ServiceHoldings.ports(gone));
    ports.removeAll(ServiceHoldings.ports(kept));
    Future<Void> done = Future.succeededFuture();
    for (String ip : ips) {
      done = done.compose(ignored -> claims.free(Claims.ADDRESSES, ip, gone));
    }
    for (int port : ports) {
      done = done.compose(ignored -> claims.free(Claims.PORTS, Integer.toString(port), gone));
    }
    return done;
  }

  /** One write's claims, made one after the other. */
  private final class Attempt {
    private final JsonObject service;
    private final Set<String> heldIps;
    private final Set<Integer> heldPorts;
    private final boolean dryRun;
    private final Set<String> newIps = new HashSet<>();
    private final Set<String> newPorts = new HashSet<>();

    Attempt(JsonObject service, JsonObject old, boolean dryRun) {
      this.service = service;
      this.heldIps = ServiceHoldings.ips(old);
      this.heldPorts = ServiceHoldings.ports(old);
      this.dryRun = dryRun;
    }

    Future<JsonObject> run() {
      Future<Void> asked = Future.succeededFuture();
      for (String ip : ServiceHoldings.ips(service)) {
        if (!heldIps.contains(ip)) {
          asked = asked.compose(ignored -> askedIp(ip));
        }
      }
      Set<Integer> seen = new HashSet<>(heldPorts);
      List<JsonObject> ports = service.object("spec").objects("ports");
      for (int i = 0; i < ports.size(); i++) {
        int port = (int) ports.get(i).integer("nodePort", 0);
        String path = "spec.ports[" + i + "].nodePort";
        if (port != 0 && seen.add(port)) {
          asked = asked.compose(ignored -> askedPort(path, port));
        }
      }
      int health = (int) service.object("spec").integer("healthCheckNodePort", 0);
      if (health != 0 && seen.add(health)) {
        asked = asked.compose(ignored -> askedPort("spec.healthCheckNodePort", health));
      }
      return asked.compose(ignored -> chosenIp()).compose(this::chosenPorts);
    }

    Future<Void> undo() {
      Future<Void> done = Future.succeededFuture();
      for (String ip : newIps) {
        done = done.compose(ignored -> claims.free(Claims.ADDRESSES, ip, service));
      }
      for (String port : newPorts) {
        done = done.compose(ignored -> claims.free(Claims.PORTS, port, service));
      }
      return done;
    }

    private Future<Void> askedIp(String ip) {
      Json all = service.object("spec").get("clusterIPs");
      if (!network.contains(ip)) {
        return Future.failedFuture(
            invalid(
                FieldError.invalid(
                    "spec.clusterIPs",
                    all,
                    "failed to allocate IP "
                        + ip
                        + ": the provided IP ("
                        + ip
                        + ") is not in the valid range. The range of valid IPs is "
                        + network.cidr())));
      }
      return claim(Claims.ADDRESSES, ip)
          .compose(
              ours ->
                  ours
                      ? Future.succeededFuture()
                      : Future.failedFuture(
                          invalid(
                              FieldError.invalid(
                                  "spec.clusterIPs",
                                  all,
                                  "failed to allocate IP "
                                      + ip
                                      + ": provided IP is already allocated"))));
    }

    private Future<Void> askedPort(String path, int port) {
      if (!network.containsPort(port)) {
        return Future.failedFuture(
            invalid(
                FieldError.invalid(
                    path,
                    port,
                    "provided port is not in the valid range. The range of valid ports is "
                        + network.lowPort()
                        + "-"
                        + network.highPort())));
      }
      return claim(Claims.PORTS, Integer.toString(port))
          .compose(
              ours ->
                  ours
                      ? Future.succeededFuture()
                      : Future.failedFuture(
                          invalid(
                              FieldError.invalid(
                                  path, port, "provided port is already allocated"))));
    }

    private Future<JsonObject> chosenIp() {
      if (!ServiceHoldings.wantsIp(service)) {
        return Future.succeededFuture(service);
      }
      Iterator<Long> candidates =
          AllocationBand.ofAddresses(network.addresses()).candidates(random);
      return next(Claims.ADDRESSES, candidates, index -> network.address(index), MOST_LOST)
          .map(ip -> ServiceHoldings.withIp(service, ip));
    }

    private Future<JsonObject> chosenPorts(JsonObject addressed) {
      Map<Long, Integer> chosen = new HashMap<>();
      Future<Void> done = Future.succeededFuture();
      for (long port : ServiceHoldings.wantingNodePort(addressed)) {
        done =
            done.compose(ignored -> freePort())
                .map(
                    node -> {
                      chosen.put(port, node);
                      return null;
                    });
      }
      Future<JsonObject> filled =
          done.map(ignored -> ServiceHoldings.withNodePorts(addressed, chosen));
      return filled.compose(
          out ->
              ServiceHoldings.wantsHealthPort(out)
                  ? freePort().map(node -> ServiceHoldings.withHealthPort(out, node))
                  : Future.succeededFuture(out));
    }

    private Future<Integer> freePort() {
      long size = network.highPort() - network.lowPort() + 1L;
      return next(
              Claims.PORTS,
              AllocationBand.ofPorts(size).candidates(random),
              index -> Long.toString(network.lowPort() + index),
              MOST_LOST)
          .map(Integer::parseInt);
    }

    private Future<String> next(
        String resource, Iterator<Long> candidates, Naming naming, int left) {
      while (candidates.hasNext()) {
        String name = naming.name(candidates.next());
        if (claims.isTaken(resource, name) || newPorts.contains(name)) {
          continue;
        }
        return claim(resource, name)
            .compose(
                ours -> {
                  if (ours) {
                    return Future.succeededFuture(name);
                  }
                  return left > 1 ? next(resource, candidates, naming, left - 1) : full(resource);
                });
      }
      return full(resource);
    }

    private Future<String> full(String resource) {
      return Future.failedFuture(
          ApiException.internal(
              resource.equals(Claims.ADDRESSES)
                  ? "failed to allocate a serviceIP: range is full"
                  : "failed to allocate a nodePort: range is full"));
    }

    private Future<Boolean> claim(String resource, String name) {
      Set<String> mine = resource.equals(Claims.ADDRESSES) ? newIps : newPorts;
      Future<Boolean> claimed =
          dryRun ? claims.isFree(resource, name) : claims.claim(resource, name, service);
      return claimed.map(
          ours -> {
            if (ours) {
              mine.add(name);
            }
            return ours;
          });
    }

    private ApiException invalid(FieldError error) {
      return ApiException.invalid(SERVICE, Meta.name(service), List.of(error));
    }
  }

  /** The record's name of a number in the range. */
  private interface Naming {
    String name(long index);
  }
}
