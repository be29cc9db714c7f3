package io.coxswain.api.verb;

import io.coxswain.api.admission.Attributes;
import io.coxswain.api.admission.Attributes.Operation;
import io.coxswain.api.render.Views;
import io.coxswain.api.resource.Strategies;
import io.coxswain.api.resource.Strategy;
import io.coxswain.cache.Entry;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.schema.Decoder;
import io.coxswain.schema.Defaults;
import io.coxswain.schema.Encoder;
import io.coxswain.schema.ResourceType;
import java.util.List;

/**
 * The forms an object has on its way into the ledger: as the client sees it (the version asked
 * for), as strategies and admission see it (the storage version, decoded), as stored (encoded,
 * without resourceVersion).
 */
final class Stage {
  private static final List<String> HEAD = List.of("kind", "apiVersion", "metadata");

  private final Backend backend;
  private final VerbRequest request;
  private final ResourceType stored;
  private final Strategy strategy;

  Stage(Backend backend, VerbRequest request) {
    this.backend = backend;
    this.request = request;
    ResourceType type = request.type();
    Gvk storage = Gvk.of(type.storageVersion(), type.kind().kind());
    ResourceType known = backend.scheme().kind(storage);
    this.stored = known == null ? type : known;
    this.strategy = Strategies.of(stored);
  }

  Strategy strategy() {
    return strategy;
  }

  /** The live object as the client sees it. */
  JsonObject view(Entry live) {
    return views().object(request.type(), live);
  }

  private Views views() {
    return backend.renderer().views();
  }

  private static JsonObject decoded(ResourceType type, JsonObject object) {
    return Decoder.decode(type.type(), object);
  }

  /** The live object as strategies see it, resourceVersion included. */
  JsonObject internal(Entry live) {
    return stored.isCustom() ? views().object(stored, live) : decoded(stored, live.object());
  }

  /** Defaults that depend on other fields, where the version is the one strategies know. */
  JsonObject completed(JsonObject object) {
    return sameVersion() ? strategy.defaults(object) : object;
  }

  /** From the version asked for, completed, to the storage version with all defaults. */
  JsonObject internal(JsonObject object) {
    return sameVersion() ? object : defaulted(strategy.convert(object, stored.kind().apiVersion()));
  }

  private JsonObject defaulted(JsonObject object) {
    return strategy.defaults(Defaults.apply(stored.type(), object));
  }

  /** Once more with defaults, where admission changed something. */
  JsonObject defaulted(JsonObject admitted, JsonObject before) {
    return admitted == before ? admitted : defaulted(admitted);
  }

  /** The live object, decoded, in the version asked for. */
  JsonObject decodedView(JsonObject seen, JsonObject internalLive) {
    return sameVersion() ? internalLive : Decoder.decode(request.type().type(), seen);
  }

  private boolean sameVersion() {
    return request.type().kind().apiVersion().equals(stored.kind().apiVersion());
  }

  /** As it is stored: encoded, kind, apiVersion, metadata first, no resourceVersion. */
  JsonObject encoded(JsonObject object) {
    JsonObject full = Encoder.encode(stored.type(), Meta.without(object, "resourceVersion"));
    Json metadata = full.get("metadata");
    if (full.fields().keySet().stream().limit(3).toList().equals(HEAD)) {
      return full;
    }
    return JsonObject.builder()
        .put("kind", stored.kind().kind())
        .put("apiVersion", stored.kind().apiVersion())
        .put("metadata", metadata)
        .putAll(full.without("kind", "apiVersion", "metadata"))
        .build();
  }

  String storageVersion() {
    return stored.kind().apiVersion();
  }

  /** An entry of an object that was, or in a dry run would be, stored. */
  Entry entry(JsonObject encoded, byte[] bytes, long revision) {
    return new Entry(ObjectKey.of(encoded), Meta.uid(encoded), revision, storageVersion(), bytes);
  }

  /** What admission is told; {@code object} and {@code old} in the storage version. */
  Attributes attributes(
      Operation operation, JsonObject object, JsonObject old, JsonObject options, boolean dryRun) {
    return new Attributes(
        operation,
        stored.kind(),
        request.resource(),
        request.subresource(),
        request.namespace(),
        request.name().isEmpty() && object != null ? Meta.name(object) : request.name(),
        object,
        old,
        options,
        dryRun,
        request.user());
  }
}
