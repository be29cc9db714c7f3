package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import java.util.List;

/** Deployments. */
final class DeploymentStrategy extends StandardStrategy {

  DeploymentStrategy() {
    super(Traits.NAMESPACED.withStatus().withGeneration().keepingLabels());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject out = PodDefaults.template(object, "spec", "template");
    JsonObject strategy = out.objectAt("spec", "strategy");
    if (strategy.string("type", "").equals("RollingUpdate")) {
      JsonObject rolling = strategy.object("rollingUpdate");
      for (String field : List.of("maxUnavailable", "maxSurge")) {
        rolling = rolling.has(field) ? rolling : rolling.with(field, "25%");
      }
      strategy = strategy.with("rollingUpdate", rolling);
    }
    return out.withAt(strategy, "spec", "strategy");
  }

  /** Annotations count too: the controller copies them to replica sets. */
  @Override
  boolean raisesGeneration(JsonObject object, JsonObject old) {
    return super.raisesGeneration(object, old)
        || !Meta.annotations(object).equals(Meta.annotations(old));
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    WorkloadRules.notNegative(spec, errors, "replicas");
    WorkloadRules.selectorAndTemplate(spec, "empty selector is invalid for deployment", errors);
    WorkloadRules.alwaysRestarts(spec, "ReplicaSet", errors);
    strategy(spec.object("strategy"), errors);
    WorkloadRules.notNegative(
        spec, errors, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");
    long ready = spec.integer("minReadySeconds", 0);
    if (spec.has("progressDeadlineSeconds")
        && spec.integer("progressDeadlineSeconds", 0) <= ready) {
      errors.add(
          FieldError.invalid(
              "spec.progressDeadlineSeconds",
              spec.get("progressDeadlineSeconds"),
              "must be greater than minReadySeconds"));
    }
  }

  private static void strategy(JsonObject strategy, List<FieldError> errors) {
    String path = "spec.strategy";
    switch (strategy.string("type", "")) {
      case "Recreate" -> {
        if (strategy.has("rollingUpdate")) {
          errors.add(
              FieldError.forbidden(
                  path + ".rollingUpdate",
                  "may not be specified when strategy `type` is 'Recreate'"));
        }
      }
      case "RollingUpdate" -> {
        if (strategy.has("rollingUpdate")) {
          WorkloadRules.rollingUpdate(
              path + ".rollingUpdate", strategy.object("rollingUpdate"), errors);
        } else {
          errors.add(
              FieldError.required(
                  path + ".rollingUpdate", "this should be defaulted and never be nil"));
        }
      }
      default ->
          errors.add(
              FieldError.notSupported(
                  path, WorkloadRules.shown(strategy), List.of("Recreate", "RollingUpdate")));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    Check.immutable("spec", object.object("spec"), old.object("spec"), "selector", errors);
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    JsonObject status = object.object("status");
    WorkloadRules.statusCounts(
        status,
        errors,
        "observedGeneration",
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas",
        "unavailableReplicas");
    Check.notNegative("status.collisionCount", status.get("collisionCount"), errors);
    WorkloadRules.withinReplicas(
        status, "readyReplicas", errors, "updatedReplicas", "readyReplicas", "availableReplicas");
    WorkloadRules.collisions(object, old, errors);
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.DEPLOYMENTS;
  }
}
