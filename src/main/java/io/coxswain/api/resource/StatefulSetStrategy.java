package io.coxswain.api.resource;

import io.coxswain.json.Json;
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
    String management = spec.string("podManagementPolicy", "");
    if (Check.required("spec.podManagementPolicy", management, errors)
        && !List.of("OrderedReady", "Parallel").contains(management)) {
      errors.add(
          FieldError.invalid(
              "spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'"));
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
      case "RollingUpdate" -> rollingUpdate(update.object("rollingUpdate"), errors);
      default ->
          errors.add(
              FieldError.invalid(
                  "spec.updateStrategy",
                  WorkloadRules.shown(update),
                  "must be 'RollingUpdate' or 'OnDelete'"));
    }
    JsonObject retention = spec.object("persistentVolumeClaimRetentionPolicy");
    for (String when : retention.names()) {
      Check.oneOf(
          "spec.persistentVolumeClaimRetentionPolicy." + when,
          retention.string(when, ""),
          List.of("Retain", "Delete"),
          errors);
    }
    WorkloadRules.notNegative(spec, errors, "replicas", "minReadySeconds", "revisionHistoryLimit");
    Check.notNegative("spec.ordinals.start", spec.object("ordinals").get("start"), errors);
    WorkloadRules.selectorAndTemplate(spec, "empty selector is invalid for statefulset", errors);
    WorkloadRules.alwaysRestarts(spec, "StatefulSet", errors);
  }

  private static void rollingUpdate(JsonObject rolling, List<FieldError> errors) {
    String path = "spec.updateStrategy.rollingUpdate.";
    Check.notNegative(path + "partition", rolling.get("partition"), errors);
    Json unavailable = rolling.get("maxUnavailable");
    if (unavailable != null) {
      WorkloadRules.numberOrPercent(path + "maxUnavailable", unavailable, errors);
      if (WorkloadRules.isZero(unavailable)) {
        errors.add(FieldError.invalid(path + "maxUnavailable", unavailable, "cannot be 0"));
      }
      WorkloadRules.atMostAll(path + "maxUnavailable", unavailable, errors);
    }
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
    WorkloadRules.withinReplicas(
        object.object("status"),
        "status.readyReplicas",
        errors,
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
        "availableReplicas");
    WorkloadRules.collisions(object, old, errors);
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.STATEFUL_SETS;
  }
}
