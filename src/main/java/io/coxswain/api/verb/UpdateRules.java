package io.coxswain.api.verb;

import io.coxswain.api.resource.Strategy;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/** What an update through a path may change and what it must keep to; both take (new, old). */
record UpdateRules(
    BinaryOperator<JsonObject> prepare,
    BiFunction<JsonObject, JsonObject, List<FieldError>> validate) {

  static UpdateRules of(Strategy strategy, String subresource) {
    return switch (subresource) {
      case "", "scale" -> new UpdateRules(strategy::prepareForUpdate, strategy::validateUpdate);
      case "status" ->
          new UpdateRules(strategy::prepareForStatusUpdate, strategy::validateStatusUpdate);
      case "finalize" -> only(strategy, "spec", "finalizers");
      case "approval" -> only(strategy, "status", "conditions");
      case "ephemeralcontainers" -> only(strategy, "spec", "ephemeralContainers");
      case "resize" -> new UpdateRules(PodResize::prepare, (object, old) -> List.of());
      default -> new UpdateRules((object, old) -> object, strategy::validateUpdate);
    };
  }

  /** Takes one field (and the managedFields) from the new object and the rest from the old. */
  private static UpdateRules only(Strategy strategy, String parent, String field) {
    return new UpdateRules(
        (object, old) ->
            keepingMetadata(object, old).withAt(object.object(parent).get(field), parent, field),
        (object, old) -> List.of());
  }

  /** The old object with the new one's managedFields. */
  static JsonObject keepingMetadata(JsonObject object, JsonObject old) {
    return old.withAt(object.object("metadata").get("managedFields"), "metadata", "managedFields");
  }
}
