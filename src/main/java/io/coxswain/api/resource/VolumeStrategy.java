package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.List;
import java.util.Set;

/** PersistentVolumes. */
final class VolumeStrategy extends StandardStrategy {
  private static final Set<String> NOT_SOURCES =
      Set.of(
          "capacity",
          "accessModes",
          "claimRef",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "mountOptions",
          "volumeMode",
          "nodeAffinity",
          "volumeAttributesClassName");

  VolumeStrategy() {
    super(Traits.CLUSTER.withStatus());
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    return object.with("status", JsonObject.of("phase", "Pending"));
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    ClaimStrategy.accessModes("spec", spec.strings("accessModes"), errors);
    if (spec.object("capacity").isEmpty()) {
      errors.add(FieldError.required("spec.capacity", ""));
    } else if (!spec.object("capacity").has("storage")) {
      errors.add(
          FieldError.notSupported("spec.capacity", spec.get("capacity"), List.of("storage")));
    }
    if (spec.has("persistentVolumeReclaimPolicy")) {
      Check.oneOf(
          "spec.persistentVolumeReclaimPolicy",
          spec.string("persistentVolumeReclaimPolicy"),
          List.of("Delete", "Recycle", "Retain"),
          errors);
    }
    int sources = 0;
    for (String field : spec.names()) {
      if (!NOT_SOURCES.contains(field) && sources++ > 0) {
        errors.add(
            FieldError.forbidden("spec." + field, "may not specify more than 1 volume type"));
      }
    }
    if (sources == 0) {
      errors.add(FieldError.required("spec", "must specify a volume type"));
    }
    if (spec.objectAt("hostPath").string("path", "").equals("/")
        && spec.string("persistentVolumeReclaimPolicy", "").equals("Recycle")) {
      errors.add(
          FieldError.forbidden(
              "spec.persistentVolumeReclaimPolicy",
              "may not be 'recycle' for a hostPath mount of '/'"));
    }
    if (spec.objectAt("nodeAffinity").has("required")) {
      AffinityRules.nodeSelector(
          "spec.nodeAffinity.required", spec.objectAt("nodeAffinity", "required"), errors);
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    JsonObject now = object.object("spec");
    JsonObject before = old.object("spec");
    for (String field : before.names()) {
      if (!NOT_SOURCES.contains(field) && !before.get(field).equals(now.get(field))) {
        errors.add(
            FieldError.forbidden(
                "spec.persistentvolumesource",
                "spec.persistentvolumesource is immutable after creation"));
      }
    }
    Check.immutable("spec", now, before, "volumeMode", errors);
  }

  @Override
  public Columns columns() {
    return StorageColumns.VOLUMES;
  }
}
