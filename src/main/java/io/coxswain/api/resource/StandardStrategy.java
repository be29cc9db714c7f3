package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;

/**
 * What nearly every kind does: its status belongs to {@code /status}, its generation follows its
 * spec, its metadata is checked. Kinds with more to say extend it.
 */
class StandardStrategy implements Strategy {
  /** Metadata that only writes of the object itself, or the server, change. */
  private static final List<String> KEPT_BY_STATUS =
      List.of("generation", "ownerReferences", "deletionTimestamp", "deletionGracePeriodSeconds");

  private final Traits traits;

  StandardStrategy(Traits traits) {
    this.traits = traits;
  }

  final Traits traits() {
    return traits;
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    JsonObject out = traits.status() ? object.without("status") : object;
    return traits.generation() ? Meta.with(out, "generation", Json.of(1)) : out;
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old) {
    JsonObject out = traits.status() ? object.with("status", old.get("status")) : object;
    if (!traits.generation()) {
      return Meta.with(out, "generation", Meta.of(old).get("generation"));
    }
    long generation = Meta.generation(old) + (raisesGeneration(out, old) ? 1 : 0);
    return Meta.with(out, "generation", Json.of(generation));
  }

  /** Whether the change is one of desired state. */
  boolean raisesGeneration(JsonObject object, JsonObject old) {
    return !desired(object).equals(desired(old));
  }

  private static JsonObject desired(JsonObject object) {
    return object.without("metadata", "status", "kind", "apiVersion");
  }

  @Override
  public JsonObject prepareForStatusUpdate(JsonObject object, JsonObject old) {
    JsonObject kept = Meta.of(old);
    JsonObject metadata = Meta.of(object);
    for (String field : KEPT_BY_STATUS) {
      metadata = metadata.with(field, kept.get(field));
    }
    if (traits.statusKeepsLabels()) {
      metadata = metadata.with("labels", kept.get("labels"));
    }
    return old.with("metadata", metadata).with("status", object.get("status"));
  }

  @Override
  public final List<FieldError> validate(JsonObject object) {
    List<FieldError> errors = new ArrayList<>();
    ObjectMetaRules.validate(object, traits, errors);
    validateBody(object, errors);
    return errors;
  }

  @Override
  public final List<FieldError> validateUpdate(JsonObject object, JsonObject old) {
    List<FieldError> errors = new ArrayList<>();
    ObjectMetaRules.validateUpdate(object, old, traits, errors);
    validateBodyUpdate(object, old, errors);
    return errors;
  }

  @Override
  public final List<FieldError> validateStatusUpdate(JsonObject object, JsonObject old) {
    List<FieldError> errors = new ArrayList<>();
    ObjectMetaRules.validateUpdate(object, old, traits, errors);
    validateStatus(object, old, errors);
    return errors;
  }

  /** Everything but metadata, for a create (and, unless overridden, an update). */
  void validateBody(JsonObject object, List<FieldError> errors) {}

  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
  }

  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {}

  @Override
  public boolean allowCreateOnUpdate() {
    return traits.createdByUpdate();
  }

  @Override
  public boolean allowUnconditionalUpdate() {
    return traits.unconditional();
  }

  @Override
  public List<String> resetFields(String subresource) {
    return switch (subresource) {
      case "" -> traits.status() ? List.of("status") : List.of();
      case "status" ->
          traits.statusKeepsLabels() ? List.of("spec", "metadata.labels") : List.of("spec");
      default -> List.of();
    };
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return switch (path) {
      case "metadata.name" -> Meta.name(object);
      case "metadata.namespace" -> traits.namespaced() ? Meta.namespace(object) : null;
      default -> null;
    };
  }
}
