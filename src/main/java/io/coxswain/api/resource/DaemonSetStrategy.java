package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.List;

/** DaemonSets. */
final class DaemonSetStrategy extends StandardStrategy {

  DaemonSetStrategy() {
    super(Traits.NAMESPACED.withStatus().withGeneration());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject out = PodDefaults.template(object, "spec", "template");
    JsonObject update = out.objectAt("spec", "updateStrategy");
    if (update.string("type", "").equals("RollingUpdate")) {
      JsonObject rolling = update.object("rollingUpdate");
      rolling = rolling.has("maxUnavailable") ? rolling : rolling.with("maxUnavailable", 1);
      rolling = rolling.has("maxSurge") ? rolling : rolling.with("maxSurge", 0);
      update = update.with("rollingUpdate", rolling);
    }
    return out.withAt(update, "spec", "updateStrategy");
  }

  /** The deprecated template generation goes with the template. */
  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    return annotated(super.prepareForCreate(object), 1);
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old) {
    JsonObject out = super.prepareForUpdate(object, old);
    String before =
        io.coxswain.kube.Meta.annotation(old, "deprecated.daemonset.template.generation");
    long generation = before == null ? 0 : number(before);
    boolean changed = !object.objectAt("spec", "template").equals(old.objectAt("spec", "template"));
    return annotated(out, changed ? generation + 1 : generation);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static JsonObject annotated(JsonObject object, long generation) {
    return io.coxswain.kube.Meta.withAnnotation(
        object, "deprecated.daemonset.template.generation", Long.toString(generation));
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    WorkloadRules.selectorAndTemplate(spec, "empty selector is invalid for daemonset", errors);
    WorkloadRules.alwaysRestarts(spec, "DaemonSet", errors);
    WorkloadRules.notNegative(spec, errors, "minReadySeconds", "revisionHistoryLimit");
    JsonObject update = spec.object("updateStrategy");
    String path = "spec.updateStrategy";
    switch (update.string("type", "")) {
      case "OnDelete" -> {}
      case "RollingUpdate" -> {
        if (update.has("rollingUpdate")) {
          rollingUpdate(path + ".rollingUpdate", update.object("rollingUpdate"), errors);
        } else {
          errors.add(FieldError.required(path + ".rollingUpdate", ""));
        }
      }
      default ->
          errors.add(
              FieldError.notSupported(
                  path, WorkloadRules.shown(update), List.of("RollingUpdate", "OnDelete")));
    }
  }

  private static void rollingUpdate(String path, JsonObject rolling, List<FieldError> errors) {
    Json unavailable = rolling.get("maxUnavailable");
    Json surge = rolling.get("maxSurge");
    WorkloadRules.numberOrPercent(path + ".maxUnavailable", unavailable, errors);
    WorkloadRules.numberOrPercent(path + ".maxSurge", surge, errors);
    WorkloadRules.atMostAll(path + ".maxUnavailable", unavailable, errors);
    WorkloadRules.atMostAll(path + ".maxSurge", surge, errors);
    boolean noneUnavailable = WorkloadRules.isZero(unavailable);
    boolean noneSurging = WorkloadRules.isZero(surge);
    if (noneUnavailable && noneSurging) {
      errors.add(FieldError.required(path + ".maxUnavailable", "cannot be 0 when maxSurge is 0"));
    } else if (!noneUnavailable && !noneSurging) {
      errors.add(
          FieldError.invalid(
              path + ".maxSurge", surge, "may not be set when maxUnavailable is non-zero"));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    Check.immutable("spec", object.object("spec"), old.object("spec"), "selector", errors);
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    WorkloadRules.statusCounts(
        object.object("status"),
        errors,
        "currentNumberScheduled",
        "numberMisscheduled",
        "desiredNumberScheduled",
        "numberReady",
        "observedGeneration",
        "updatedNumberScheduled",
        "numberAvailable",
        "numberUnavailable",
        "collisionCount");
    WorkloadRules.collisions(object, old, errors);
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.DAEMON_SETS;
  }
}
