package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.List;

/** StatefulSets. */
final class StatefulSetStrategy extends StandardStrategy {
  private static final List<String> CHANGEABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  StatefulSetStrategy() {
    super(Traits.NAMESPACED.withStatus().withGeneration());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject out = PodDefaults.template(object, "spec", "template");
    JsonObject spec = out.object("spec");
    JsonObject update = spec.object("updateStrategy");
    if (update.string("type", "").equals("RollingUpdate")) {
      JsonObject rolling = update.object("rollingUpdate");
      update =
          update.with(
              "rollingUpdate", rolling.has("partition") ? rolling : rolling.with("partition", 0));
    }
    spec = spec.with("updateStrategy", update);
    spec = PodDefaults.eachObject(spec, "volumeClaimTemplates", StatefulSetStrategy::claim);
    return out.with("spec", spec);
  }

  private static JsonObject claim(JsonObject claim) {
    return claim.toBuilder()
        .put("apiVersion", claim.string("apiVersion", "v1"))
        .put("kind", claim.string("kind", "PersistentVolumeClaim"))
        .build();
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    JsonObject update = spec.object("updateStrategy");
    String type = update.string("type", "");
    if (!spec.string("podManagementPolicy", "").isEmpty()) {
      Check.oneOf(
          "spec.podManagementPolicy",
          spec.string("podManagementPolicy"),
          List.of("OrderedReady", "Parallel"),
          errors);
    }
    switch (type) {
      case "" -> errors.add(FieldError.required("spec.updateStrategy", ""));
      case "OnDelete" -> {
        if (update.has("rollingUpdate")) {
          errors.add(
              FieldError.invalid(
                  "spec.updateStrategy.rollingUpdate",
                  update.get("rollingUpdate"),
                  "only allowed for updateStrategy 'RollingUpdate'"));
        }
      }
      case "RollingUpdate" ->
          Check.notNegative(
              "spec.updateStrategy.rollingUpdate.partition",
              update.objectAt("rollingUpdate").get("partition"),
              errors);
      default ->
          errors.add(
              FieldError.invalid(
                  "spec.updateStrategy", update, "must be 'RollingUpdate' or 'OnDelete'"));
    }
    WorkloadRules.notNegative(spec, errors, "replicas", "minReadySeconds");
    Check.notNegative("spec.ordinals.start", spec.object("ordinals").get("start"), errors);
    WorkloadRules.selectorAndTemplate(spec, "empty selector is invalid for statefulset", errors);
    WorkloadRules.alwaysRestarts(spec, errors);
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    JsonObject spec = object.object("spec");
    for (String field : CHANGEABLE) {
      spec = spec.with(field, old.object("spec").get(field));
    }
    if (!spec.equals(old.object("spec"))) {
      errors.add(
          FieldError.forbidden(
              "spec",
              "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                  + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                  + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                  + " forbidden"));
    }
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    WorkloadRules.statusCounts(
        object.object("status"),
        errors,
        "replicas",
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
        "availableReplicas",
        "observedGeneration",
        "collisionCount");
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.STATEFUL_SETS;
  }
}
