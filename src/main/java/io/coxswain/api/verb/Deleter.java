package io.coxswain.api.verb;

import io.coxswain.api.admission.Attributes;
import io.coxswain.api.admission.Attributes.Operation;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.vertx.core.Future;

/** Deletes one object, or marks it to be deleted. */
final class Deleter {
  /** Each lost race is another's success; this many in a row are a storm on one object. */
  private static final int ATTEMPTS = 32;

  private final Backend backend;
  private final Committer committer;

  Deleter(Backend backend) {
    this.backend = backend;
    this.committer = new Committer(backend);
  }

  /**
   * @param entry the object as it was last, or as it is now
   * @param gone whether it ended at once
   */
  record Deleted(Entry entry, boolean gone) {}

  Future<Deleted> delete(VerbRequest request, DeleteOptions options) {
    return attempt(request, options, ATTEMPTS, false);
  }

  private Future<Deleted> attempt(
      VerbRequest request, DeleteOptions options, int left, boolean fresh) {
    Entry live = backend.cache().snapshot(request.type().storageResource()).get(request.key());
    ApiException refused = refusal(request, options, live);
    if (refused != null) {
      return fresh
          ? Future.failedFuture(refused)
          : committer.refresh(request).compose(ignored -> attempt(request, options, left, true));
    }
    Stage stage = new Stage(backend, request);
    JsonObject object = stage.internal(live);
    Attributes attributes =
        stage.attributes(Operation.DELETE, null, object, options.toJson(), options.dryRun());
    return request
        .loop()
        .on(
            backend
                .admission()
                .admit(attributes)
                .compose(ignored -> backend.admission().validate(attributes)))
        .compose(ignored -> carryOut(request, options, stage, live, object))
        .compose(
            deleted ->
                deleted != null
                    ? Future.succeededFuture(deleted)
                    : left > 1
                        ? attempt(request, options, left - 1, true)
                        : Future.failedFuture(
                            ApiException.conflict(
                                request.resource(), request.name(), Updater.MODIFIED)));
  }

  private static ApiException refusal(VerbRequest request, DeleteOptions options, Entry live) {
    if (live == null) {
      return ApiException.notFound(request.resource(), request.name());
    }
    if (!options.uid().isEmpty() && !options.uid().equals(live.uid())) {
      return ApiException.conflict(
          request.resource(),
          request.name(),
          "Precondition failed: UID in precondition: "
              + options.uid()
              + ", UID in object meta: "
              + live.uid());
    }
    String version = Long.toString(live.revision());
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(version)) {
      return ApiException.conflict(
          request.resource(),
          request.name(),
          "the ResourceVersion in the precondition ("
              + options.resourceVersion()
              + ") does not match the ResourceVersion in record ("
              + version
              + "). The object might have been modified");
    }
    return null;
  }

  /** {@code null} after a lost race. */
  private Future<Deleted> carryOut(
      VerbRequest request, DeleteOptions options, Stage stage, Entry live, JsonObject object) {
    JsonObject plain = Meta.without(object, "resourceVersion");
    return switch (Deletion.of(plain, options, stage.strategy(), backend.now())) {
      case Deletion.Pending pending -> Future.succeededFuture(new Deleted(live, false));
      case Deletion.Now now -> {
        JsonObject body = Meta.without(live.object(), "resourceVersion");
        yield options.dryRun()
            ? Future.succeededFuture(new Deleted(live, true))
            : commit(request, stage, Op.DELETE, live, body);
      }
      case Deletion.Mark mark -> {
        JsonObject body = stage.encoded(mark.object());
        yield options.dryRun()
            ? Future.succeededFuture(
                new Deleted(stage.entry(body, JsonWriter.bytes(body), live.revision()), false))
            : commit(request, stage, Op.UPDATE, live, body);
      }
    };
  }

  private Future<Deleted> commit(
      VerbRequest request, Stage stage, Op op, Entry live, JsonObject body) {
    byte[] bytes = JsonWriter.bytes(body);
    return committer
        .commit(request, stage, op, live, body, bytes, "")
        .compose(
            outcome ->
                switch (outcome) {
                  case Outcome.Committed committed -> {
                    Deleted deleted =
                        new Deleted(
                            stage.entry(body, bytes, committed.revision()), op == Op.DELETE);
                    yield committer
                        .release(request, op == Op.DELETE ? body : null, null, false)
                        .map(ignored -> deleted);
                  }
                  case Outcome.Lost lost -> Future.succeededFuture(null);
                });
  }
}
