package io.coxswain.api.allocation;

import io.coxswain.api.resource.ServiceHoldings;
import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Time;
import io.coxswain.store.Ledger;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Write;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The records that say whose an address or node port is. Creating one is the claim: the ledger lets
 * a key be created once, whoever asks. Thread-safe.
 */
final class Claims {
  static final String ADDRESSES = "ipaddresses.networking.k8s.io";

  /** Not served; node ports have no API object upstream. */
  static final String PORTS = "nodeports.internal.coxswain.io";

  private static final String MANAGER = "kube-apiserver";

  private final Ledger ledger;
  private final Cache cache;
  private final InstantSource clock;
  private final Supplier<String> uids;

  Claims(Ledger ledger, Cache cache, InstantSource clock, Supplier<String> uids) {
    this.ledger = ledger;
    this.cache = cache;
    this.clock = clock;
    this.uids = uids;
  }

  boolean isTaken(String resource, String name) {
    return cache.snapshot(resource).get(ObjectKey.of("", name)) != null;
  }

  /**
   * True: it is the service's now; false: somebody has it. A record that a crash left without its
   * Service is taken away first, so that nobody waits for the repair who asks for just that.
   */
  Future<Boolean> claim(String resource, String name, JsonObject service) {
    return create(resource, name, service)
        .compose(
            ours ->
                ours
                    ? Future.succeededFuture(true)
                    : orphan(resource, name)
                        .compose(
                            orphan ->
                                orphan == null
                                    ? Future.succeededFuture(false)
                                    : free(resource, orphan)
                                        .compose(freed -> create(resource, name, service))));
  }

  /** Whether a claim would succeed. */
  Future<Boolean> isFree(String resource, String name) {
    return isTaken(resource, name)
        ? orphan(resource, name).map(orphan -> orphan != null)
        : Future.succeededFuture(true);
  }

  /** The record if its Service does not hold it, as of now; else {@code null}. */
  private Future<Entry> orphan(String resource, String name) {
    return cache
        .current()
        .map(
            seen -> {
              Entry entry = cache.snapshot(resource).get(ObjectKey.of("", name));
              return entry != null
                      && RepairPlan.isOrphan(
                          name, entry.object(), heldByParent(resource, entry), clock.instant())
                  ? entry
                  : null;
            });
  }

  private Set<String> heldByParent(String resource, Entry record) {
    Entry parent = cache.snapshot("services").get(parentOf(record.object()));
    JsonObject service = parent == null ? null : parent.object();
    return resource.equals(ADDRESSES)
        ? ServiceHoldings.ips(service)
        : RepairPlan.portNames(service);
  }

  private Future<Boolean> create(String resource, String name, JsonObject service) {
    JsonObject record = resource.equals(ADDRESSES) ? address(name, service) : port(name, service);
    Write write =
        new Write(
            Op.CREATE,
            resource,
            ObjectKey.of("", name),
            0,
            Meta.uid(record),
            record.string("apiVersion"),
            JsonWriter.bytes(record),
            null,
            MANAGER,
            MANAGER);
    return ledger
        .submit(write)
        .compose(
            outcome ->
                switch (outcome) {
                  case Outcome.Committed committed ->
                      cache.atLeast(committed.revision()).map(seen -> true);
                  case Outcome.Lost lost -> Future.succeededFuture(false);
                });
  }

  /** Takes the record away if it is the service's; whatever goes wrong is left to the repair. */
  Future<Void> free(String resource, String name, JsonObject service) {
    Entry entry = cache.snapshot(resource).get(ObjectKey.of("", name));
    if (entry == null || !isOf(entry.object(), service)) {
      return Future.succeededFuture();
    }
    return free(resource, entry).otherwiseEmpty();
  }

  Future<Void> free(String resource, Entry entry) {
    Write write =
        new Write(
            Op.DELETE,
            resource,
            entry.key(),
            entry.revision(),
            entry.uid(),
            entry.version(),
            entry.bytes(),
            null,
            MANAGER,
            MANAGER);
    return ledger
        .submit(write)
        .compose(
            outcome ->
                outcome instanceof Outcome.Committed committed
                    ? cache.atLeast(committed.revision())
                    : Future.succeededFuture());
  }

  /** Whether the record says that the service holds it. */
  static boolean isOf(JsonObject record, JsonObject service) {
    return parentOf(record).equals(ObjectKey.of(service));
  }

  static ObjectKey parentOf(JsonObject record) {
    JsonObject parent = record.objectAt("spec", "parentRef");
    return ObjectKey.of(parent.string("namespace", ""), parent.string("name", ""));
  }

  private JsonObject address(String ip, JsonObject service) {
    JsonObject labels =
        JsonObject.builder()
            .put("ipaddress.kubernetes.io/ip-family", ip.indexOf(':') < 0 ? "IPv4" : "IPv6")
            .put("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io")
            .build();
    return record("IPAddress", "networking.k8s.io/v1", ip, labels, service);
  }

  private JsonObject port(String port, JsonObject service) {
    return record("NodePort", "internal.coxswain.io/v1", port, JsonObject.EMPTY, service);
  }

  private JsonObject record(
      String kind, String apiVersion, String name, JsonObject labels, JsonObject service) {
    JsonObject parent =
        JsonObject.builder()
            .put("group", "")
            .put("resource", "services")
            .put("namespace", Meta.namespace(service))
            .put("name", Meta.name(service))
            .build();
    return JsonObject.builder()
        .put("kind", kind)
        .put("apiVersion", apiVersion)
        .put(
            "metadata",
            JsonObject.builder()
                .put("name", name)
                .put("uid", uids.get())
                .put("creationTimestamp", Time.seconds(clock.instant()))
                .put("labels", labels.isEmpty() ? null : labels)
                .build())
        .put("spec", JsonObject.of("parentRef", parent))
        .build();
  }
}
