package io.coxswain.api.verb;

import io.coxswain.api.admission.Attributes;
import io.coxswain.api.admission.Attributes.Operation;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import io.coxswain.patch.ManagedFields;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/**
 * Changes a stored object. A write that loses its race starts over from the live object, unless the
 * client named the version it meant to change.
 */
final class Updater {
  static final String MODIFIED =
      "the object has been modified; please apply your changes to the latest version and try again";

  /** Each lost race is another's success; this many in a row are a storm on one object. */
  private static final int ATTEMPTS = 32;

  private final Backend backend;
  private final Committer committer;

  Updater(Backend backend) {
    this.backend = backend;
    this.committer = new Committer(backend);
  }

  /** What a write makes of the live object. */
  @FunctionalInterface
  interface Change {
    /**
     * @param live as the client sees it, resourceVersion included
     * @return the new object, decoded and defaulted, in the same version; its resourceVersion, if
     *     any, must be the live one
     */
    JsonObject of(JsonObject live);
  }

  /**
   * @param managed whether the change already kept the managedFields (apply)
   * @param absent what to do where the object does not exist; {@code null}: NotFound
   * @return the stored object, or the live one where nothing changed
   */
  Future<Entry> update(
      VerbRequest request,
      WriteOptions options,
      UpdateRules rules,
      boolean managed,
      Change change,
      Function<ApiException, Future<Entry>> absent) {
    return new Attempt(request, options, rules, managed, change, absent).run(ATTEMPTS, false);
  }

  private final class Attempt {
    private final VerbRequest request;
    private final WriteOptions options;
    private final UpdateRules rules;
    private final boolean managed;
    private final Change change;
    private final Function<ApiException, Future<Entry>> absent;
    private final Stage stage;

    Attempt(
        VerbRequest request,
        WriteOptions options,
        UpdateRules rules,
        boolean managed,
        Change change,
        Function<ApiException, Future<Entry>> absent) {
      this.request = request;
      this.options = options;
      this.rules = rules;
      this.managed = managed;
      this.change = change;
      this.absent = absent;
      this.stage = new Stage(backend, request);
    }

    /**
     * @param fresh whether the cache was brought up to date for this request
     */
    Future<Entry> run(int left, boolean fresh) {
      Entry live = live();
      if (live == null) {
        if (!fresh) {
          return committer.refresh(request).compose(ignored -> run(left, true));
        }
        ApiException missing = ApiException.notFound(request.resource(), request.name());
        return absent == null ? Future.failedFuture(missing) : absent.apply(missing);
      }
      return decided(live)
          .transform(
              decided -> {
                if (decided.succeeded() && !decided.result().changesNothing(live)) {
                  return write(live, decided.result(), left);
                }
                // Nothing is refused, or left as it is, for a state that has passed elsewhere.
                return fresh
                    ? unwritten(live, decided)
                    : committer
                        .refresh(request)
                        .compose(
                            ignored ->
                                isSame(live, live()) ? unwritten(live, decided) : run(left, true));
              });
    }

    private Entry live() {
      return backend.cache().snapshot(request.type().storageResource()).get(request.key());
    }

    private static boolean isSame(Entry one, Entry other) {
      return other != null && one.revision() == other.revision();
    }

    private static Future<Entry> unwritten(Entry live, AsyncResult<Decided> decided) {
      return decided.failed() ? Future.failedFuture(decided.cause()) : Future.succeededFuture(live);
    }

    /** What the write makes of the live object; fails with what the client did wrong. */
    private Future<Decided> decided(Entry live) {
      try {
        JsonObject seen = stage.view(live);
        JsonObject updated = change.of(seen);
        String version = Meta.resourceVersion(updated);
        boolean named = !version.isEmpty() && !version.equals("0");
        if (named && !version.equals(Long.toString(live.revision()))) {
          return Future.failedFuture(conflict(MODIFIED));
        }
        String uid = Meta.uid(updated);
        if (!uid.isEmpty() && !uid.equals(live.uid())) {
          return Future.failedFuture(
              conflict(
                  "Precondition failed: UID in precondition: "
                      + uid
                      + ", UID in object meta: "
                      + live.uid()));
        }
        return decide(live, seen, updated).map(object -> new Decided(stage.encoded(object), named));
      } catch (ApiException e) {
        return Future.failedFuture(e);
      }
    }

    private ApiException conflict(String why) {
      return ApiException.conflict(request.resource(), request.name(), why);
    }

    /** From the client's object to what shall be stored, in the storage version. */
    private Future<JsonObject> decide(Entry live, JsonObject seen, JsonObject updated) {
      JsonObject old = stage.internal(live);
      JsonObject kept = keepSystemFields(updated, seen);
      JsonObject completed = stage.completed(kept);
      if (!managed) {
        completed =
            ManagedFields.update(
                stage.decodedView(seen, old),
                completed,
                options.manager(),
                request.subresource(),
                backend.now(),
                request.type().kind().apiVersion(),
                request.type().type(),
                stage.strategy().resetFields(request.subresource()));
      }
      JsonObject object = Meta.with(stage.internal(completed), "resourceVersion", rv(live));
      Attributes attributes =
          stage.attributes(Operation.UPDATE, object, old, options.toJson(), options.dryRun());
      return request
          .loop()
          .on(backend.admission().admit(attributes))
          .compose(
              admitted -> {
                JsonObject ready = rules.prepare().apply(stage.defaulted(admitted, object), old);
                List<FieldError> errors = rules.validate().apply(ready, old);
                if (!errors.isEmpty()) {
                  throw ApiException.invalid(request.type().kind(), request.name(), errors);
                }
                stage.strategy().warnings(ready, old).forEach(request::warn);
                return request
                    .loop()
                    .on(backend.admission().validate(attributes.withObject(ready)))
                    .compose(ignored -> committer.allocate(request, ready, old, options.dryRun()));
              });
    }

    private static String rv(Entry live) {
      return Long.toString(live.revision());
    }

    /** The new entry; after a lost race the whole starts over. */
    private Future<Entry> write(Entry live, Decided decided, int left) {
      JsonObject encoded = decided.encoded;
      JsonObject before = Meta.without(live.object(), "resourceVersion");
      byte[] body = JsonWriter.bytes(encoded);
      if (options.dryRun()) {
        return Future.succeededFuture(stage.entry(encoded, body, live.revision()));
      }
      boolean last = Deletion.endsNow(encoded) && Meta.isDeleting(live.object());
      return committer
          .commit(
              request, stage, last ? Op.DELETE : Op.UPDATE, live, encoded, body, options.manager())
          .compose(
              outcome ->
                  switch (outcome) {
                    case Outcome.Committed committed ->
                        committer
                            .release(request, before, last ? null : encoded, false)
                            .map(ignored -> stage.entry(encoded, body, committed.revision()));
                    case Outcome.Lost lost ->
                        committer
                            .release(request, encoded, before, false)
                            .compose(
                                ignored ->
                                    left > 1 && !decided.named
                                        ? run(left - 1, true)
                                        : Future.failedFuture(conflict(MODIFIED)));
                  });
    }

    /** What clients may leave out or send stale, but never change. */
    private static JsonObject keepSystemFields(JsonObject updated, JsonObject live) {
      JsonObject meta = Meta.of(updated).without("selfLink");
      JsonObject old = Meta.of(live);
      meta =
          meta.with("uid", old.get("uid"))
              .with("creationTimestamp", old.get("creationTimestamp"))
              .with("deletionTimestamp", old.get("deletionTimestamp"))
              .with("deletionGracePeriodSeconds", old.get("deletionGracePeriodSeconds"))
              .with("generation", old.get("generation"));
      if (!meta.has("namespace") && old.has("namespace")) {
        meta = meta.with("namespace", old.get("namespace"));
      }
      return updated.with("metadata", meta);
    }
  }

  /**
   * @param encoded what to store
   * @param named whether the client named the version it changes
   */
  private record Decided(JsonObject encoded, boolean named) {
    boolean changesNothing(Entry live) {
      return ManagedFields.equalIgnoringTimes(
          encoded, Meta.without(live.object(), "resourceVersion"));
    }
  }
}
