package io.coxswain.api.verb;

import io.coxswain.api.resource.ServiceAllocator;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Time;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Write;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;

/** Carries one decided write to the ledger and waits until the cache holds its outcome. */
final class Committer {
  /** How long an Event lives after its last change (upstream's --event-ttl). */
  private static final Duration EVENT_LIFE = Duration.ofHours(1);

  private final Backend backend;

  Committer(Backend backend) {
    this.backend = backend;
  }

  /**
   * @param expected the live entry, {@code null} for a create
   * @param encoded what to store; for a delete the last body
   * @param body the bytes of {@code encoded}
   * @return the outcome once reads see it: also after a lost race the cache is as new as the winner
   */
  Future<Outcome> commit(
      VerbRequest request,
      Stage stage,
      Op op,
      Entry expected,
      JsonObject encoded,
      byte[] body,
      String manager) {
    String resource = request.type().storageResource();
    Write write =
        new Write(
            op,
            resource,
            expected == null ? ObjectKey.of(encoded) : expected.key(),
            expected == null ? 0 : expected.revision(),
            Meta.uid(encoded),
            stage.storageVersion(),
            body,
            resource.equals("events") && op != Op.DELETE ? EVENT_LIFE : null,
            request.user().name(),
            manager);
    return request
        .loop()
        .on(
            backend
                .ledger()
                .submit(write)
                .compose(outcome -> seen(outcome).map(ignored -> outcome)));
  }

  private Future<Void> seen(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Committed committed -> backend.cache().atLeast(committed.revision());
      // The revision that removed the key is unknown: whatever it was, it is before now.
      case Outcome.Lost lost when lost.actual() == 0 -> backend.cache().current();
      case Outcome.Lost lost -> backend.cache().atLeast(lost.actual());
    };
  }

  /** Cluster IPs and node ports of a Service; any other object as it is. */
  Future<JsonObject> allocate(
      VerbRequest request, JsonObject object, JsonObject old, boolean dryRun) {
    return isService(request)
        ? request.loop().on(backend.services().allocate(object, old, dryRun))
        : Future.succeededFuture(object);
  }

  /** See {@link ServiceAllocator#release}. */
  Future<Void> release(VerbRequest request, JsonObject gone, JsonObject kept, boolean dryRun) {
    return isService(request) && !dryRun && gone != null
        ? request.loop().on(backend.services().release(gone, kept))
        : Future.succeededFuture();
  }

  private static boolean isService(VerbRequest request) {
    return request.type().storageResource().equals("services");
  }

  /** Reads everything committed until now: what is missing or stale here may be elsewhere. */
  Future<Void> refresh(VerbRequest request) {
    return request.loop().on(backend.cache().current());
  }

  static String time(Instant now) {
    return Time.seconds(now);
  }
}
