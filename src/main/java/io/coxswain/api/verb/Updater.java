package io.coxswain.api.verb;

import io.coxswain.api.admission.Attributes;
import io.coxswain.api.admission.Attributes.Operation;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.patch.ManagedFields;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
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
      ObjectKey key = request.key();
      Entry live = backend.cache().snapshot(request.type().storageResource()).get(key);
      if (live == null) {
        if (!fresh) {
          return committer.refresh(request).compose(ignored -> run(left, true));
        }
        ApiException missing = ApiException.notFound(request.resource(), request.name());
        return absent == null ? Future.failedFuture(missing) : absent.apply(missing);
      }
      JsonObject seen = stage.view(live);
      JsonObject updated = change.of(seen);
      String version = Meta.resourceVersion(updated);
      boolean named = !version.isEmpty() && !version.equals("0");
      if (named && !version.equals(Long.toString(live.revision()))) {
        return fresh
            ? Future.failedFuture(conflict(MODIFIED))
            : committer.refresh(request).compose(ignored -> run(left, true));
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
      return decide(live, seen, updated)
          .compose(decided -> write(live, decided))
          .compose(
              written ->
                  written != null
                      ? Future.succeededFuture(written)
                      : left > 1 && !named
                          ? run(left - 1, true)
                          : Future.failedFuture(conflict(MODIFIED)));
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

    /** The new entry; the live one where nothing changed; {@code null} after a lost race. */
    private Future<Entry> write(Entry live, JsonObject decided) {
      JsonObject encoded = stage.encoded(decided);
      JsonObject before = Meta.without(live.object(), "resourceVersion");
      if (ManagedFields.equalIgnoringTimes(encoded, before)) {
        return Future.succeededFuture(live);
      }
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
                        committer.release(request, encoded, before, false).map(none -> null);
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
}
