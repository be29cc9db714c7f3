package io.coxswain.api.verb;

import io.coxswain.api.admission.Attributes;
import io.coxswain.api.admission.Attributes.Operation;
import io.coxswain.cache.Entry;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.patch.ManagedFields;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.vertx.core.Future;
import java.util.List;

/** Makes a decoded object a new stored one. */
final class Creator {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int LONGEST_PREFIX = 63 - SUFFIX;
  private static final int NAME_ATTEMPTS = 8;

  private final Backend backend;
  private final Committer committer;

  Creator(Backend backend) {
    this.backend = backend;
    this.committer = new Committer(backend);
  }

  /**
   * @param object in the version asked for, decoded and defaulted; with managedFields if {@code
   *     applied}
   * @return the stored object; fails with AlreadyExists and all that admission and validation say
   */
  Future<Entry> create(
      VerbRequest request, WriteOptions options, JsonObject object, boolean applied) {
    String generate = Meta.of(object).string("generateName", "");
    boolean generated = Meta.name(object).isEmpty() && !generate.isEmpty();
    return attempt(request, options, object, applied, generated ? NAME_ATTEMPTS : 1);
  }

  private Future<Entry> attempt(
      VerbRequest request, WriteOptions options, JsonObject object, boolean applied, int left) {
    return once(request, options, object, applied)
        .recover(
            error ->
                left > 1 && ApiException.is(error, Reason.ALREADY_EXISTS)
                    ? attempt(request, options, object, applied, left - 1)
                    : Future.failedFuture(error));
  }

  private Future<Entry> once(
      VerbRequest request, WriteOptions options, JsonObject sent, boolean applied) {
    Stage stage = new Stage(backend, request);
    JsonObject object = stage.completed(withSystemFields(request, sent));
    if (!applied) {
      object =
          ManagedFields.update(
              null,
              object,
              options.manager(),
              "",
              backend.now(),
              request.type().kind().apiVersion(),
              request.type().type(),
              stage.strategy().resetFields(""));
    }
    JsonObject internal = stage.internal(object);
    VerbRequest named = request.withName(Meta.name(internal));
    Stage admitting = new Stage(backend, named);
    Attributes attributes =
        admitting.attributes(Operation.CREATE, internal, null, options.toJson(), options.dryRun());
    return request
        .loop()
        .on(backend.admission().admit(attributes))
        .compose(
            admitted -> {
              JsonObject ready =
                  stage.strategy().prepareForCreate(stage.defaulted(admitted, internal));
              List<FieldError> errors = stage.strategy().validate(ready);
              if (!errors.isEmpty()) {
                throw ApiException.invalid(request.type().kind(), Meta.name(ready), errors);
              }
              return request
                  .loop()
                  .on(backend.admission().validate(attributes.withObject(ready)))
                  .map(ready);
            })
        .compose(
            ready -> {
              stage.strategy().warnings(ready, null).forEach(request::warn);
              return committer
                  .allocate(request, ready, null, options.dryRun())
                  .compose(allocated -> store(request, stage, options, allocated));
            });
  }

  private Future<Entry> store(
      VerbRequest request, Stage stage, WriteOptions options, JsonObject object) {
    JsonObject encoded = stage.encoded(object);
    byte[] body = JsonWriter.bytes(encoded);
    ObjectKey key = ObjectKey.of(encoded);
    ApiException exists = ApiException.alreadyExists(request.resource(), key.name());
    if (options.dryRun()) {
      Entry there = backend.cache().snapshot(request.type().storageResource()).get(key);
      return there == null
          ? Future.succeededFuture(stage.entry(encoded, body, 0))
          : Future.failedFuture(exists);
    }
    return committer
        .commit(request, stage, Op.CREATE, null, encoded, body, options.manager())
        .compose(
            outcome ->
                switch (outcome) {
                  case Outcome.Committed committed ->
                      Future.succeededFuture(stage.entry(encoded, body, committed.revision()));
                  case Outcome.Lost lost -> Future.<Entry>failedFuture(exists);
                })
        .recover(
            error ->
                committer
                    .release(request, object, null, false)
                    .transform(ignored -> Future.failedFuture(error)));
  }

  /** Namespace, name, uid and creation time; what only the server may set is dropped. */
  private JsonObject withSystemFields(VerbRequest request, JsonObject sent) {
    if (!Meta.resourceVersion(sent).isEmpty() && !Meta.resourceVersion(sent).equals("0")) {
      throw new ApiException(
          new Status(
              500,
              Reason.UNKNOWN,
              "resourceVersion should not be set on objects to be created",
              JsonObject.EMPTY));
    }
    JsonObject meta =
        Meta.of(sent)
            .without(
                "resourceVersion",
                "selfLink",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "generation");
    String prefix = meta.string("generateName", "");
    if (meta.string("name", "").isEmpty() && !prefix.isEmpty()) {
      meta = meta.with("name", generated(prefix));
    }
    if (request.type().namespaced()) {
      meta = meta.with("namespace", request.namespace());
    }
    meta =
        meta.with("uid", backend.uids().get())
            .with("creationTimestamp", Json.of(Committer.time(backend.now())));
    return sent.with("metadata", meta);
  }

  private String generated(String prefix) {
    StringBuilder out =
        new StringBuilder(prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX)));
    for (int i = 0; i < SUFFIX; i++) {
      out.append(ALPHABET.charAt(backend.random().nextInt(ALPHABET.length())));
    }
    return out.toString();
  }
}
