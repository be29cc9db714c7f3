package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.List;

/** ReplicaSets. */
final class ReplicaSetStrategy extends StandardStrategy {

  ReplicaSetStrategy() {
    super(Traits.NAMESPACED.withStatus().withGeneration());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return PodDefaults.template(object, "spec", "template");
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    WorkloadRules.notNegative(spec, errors, "replicas", "minReadySeconds");
    WorkloadRules.selectorAndTemplate(spec, "empty selector is invalid for deployment", errors);
    WorkloadRules.alwaysRestarts(spec, "ReplicaSet", errors);
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    Check.immutable("spec", object.object("spec"), old.object("spec"), "selector", errors);
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    counts(object.object("status"), errors);
  }

  /** The counts of a replica set's or replication controller's status. */
  static void counts(JsonObject status, List<FieldError> errors) {
    WorkloadRules.statusCounts(
        status,
        errors,
        "replicas",
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas",
        "observedGeneration");
    WorkloadRules.withinReplicas(
        status,
        "readyReplicas",
        errors,
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas");
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return path.equals("status.replicas")
        ? Long.toString(object.object("status").integer("replicas", 0))
        : super.selectableField(object, path);
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.REPLICA_SETS;
  }
}
