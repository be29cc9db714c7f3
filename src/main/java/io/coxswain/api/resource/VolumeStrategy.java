package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import io.coxswain.kube.Quantity;
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
    ClaimStrategy.accessModes("spec", spec.strings("accessModes"), "", errors);
    capacity(spec.object("capacity"), errors);
    if (spec.has("persistentVolumeReclaimPolicy")) {
      Check.oneOf(
          "spec.persistentVolumeReclaimPolicy",
          spec.string("persistentVolumeReclaimPolicy"),
          List.of("Delete", "Recycle", "Retain"),
          errors);
    }
    if (spec.has("nodeAffinity")) {
      if (spec.objectAt("nodeAffinity").has("required")) {
        AffinityRules.nodeSelector(
            "spec.nodeAffinity.required", spec.objectAt("nodeAffinity", "required"), errors);
      } else {
        errors.add(
            FieldError.required(
                "spec.nodeAffinity.required", "must specify required node constraints"));
      }
    }
    source(spec, errors);
    if (spec.objectAt("hostPath").string("path", "").matches("/+")
        && spec.string("persistentVolumeReclaimPolicy", "").equals("Recycle")) {
      errors.add(
          FieldError.forbidden(
              "spec.persistentVolumeReclaimPolicy",
              "may not be 'recycle' for a hostPath mount of '/'"));
    }
    classes(spec, errors);
  }

  private static void capacity(JsonObject capacity, List<FieldError> errors) {
    if (capacity.isEmpty()) {
      errors.add(FieldError.required("spec.capacity", ""));
    }
    if (!capacity.has("storage") || capacity.size() > 1) {
      errors.add(FieldError.notSupported("spec.capacity", capacity, List.of("storage")));
    }
    for (String name : capacity.names()) {
      Quantity amount = Quantity.of(capacity.get(name));
      String at = "spec.capacity[" + name + "]";
      if (amount.signum() < 0) {
        errors.add(FieldError.invalid(at, amount.units(), "must be a valid resource quantity"));
      }
      if (amount.signum() <= 0) {
        errors.add(FieldError.invalid(at, amount.toString(), "must be greater than zero"));
      }
    }
  }

  private static void source(JsonObject spec, List<FieldError> errors) {
    int sources = 0;
    for (String field : spec.names()) {
      if (NOT_SOURCES.contains(field)) {
        continue;
      }
      if (sources++ > 0) {
        errors.add(FieldError.forbidden("spec." + field, VolumeSourceRules.ONE_TYPE));
        continue;
      }
      VolumeSourceRules.validate("spec", field, spec.object(field), true, errors);
      if (field.equals("local") && !spec.has("nodeAffinity")) {
        errors.add(FieldError.required("spec.nodeAffinity", "Local volume requires node affinity"));
      }
    }
    if (sources == 0) {
      errors.add(FieldError.required("spec", "must specify a volume type"));
    }
  }

  private static void classes(JsonObject spec, List<FieldError> errors) {
    String named = spec.string("storageClassName", "");
    if (!named.isEmpty()) {
      Check.invalid("spec.storageClassName", named, Names.dnsSubdomain(named), errors);
    }
    if (spec.has("volumeMode")) {
      Check.oneOf("spec.volumeMode", spec.string("volumeMode"), ClaimStrategy.VOLUME_MODES, errors);
    }
    String attributes = spec.string("volumeAttributesClassName");
    if (attributes == null) {
      return;
    }
    if (attributes.isEmpty()) {
      errors.add(
          FieldError.required("spec.volumeAttributesClassName", "an empty string is disallowed"));
    } else {
      Check.invalid(
          "spec.volumeAttributesClassName", attributes, Names.dnsSubdomain(attributes), errors);
    }
    if (!spec.has("csi")) {
      errors.add(
          FieldError.required(
              "spec.csi", "has to be specified when using volumeAttributesClassName"));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    JsonObject now = object.object("spec");
    JsonObject before = old.object("spec");
    JsonObject sources = sources(now);
    if (!before.object("csi").has("controllerExpandSecretRef") && sources.has("csi")) {
      sources = sources.with("csi", sources.object("csi").without("controllerExpandSecretRef"));
    }
    if (!sources.equals(sources(before))) {
      errors.add(
          FieldError.forbidden(
              "spec.persistentvolumesource",
              "spec.persistentvolumesource is immutable after creation"));
    }
    Check.immutable("volumeMode", now.get("volumeMode"), before.get("volumeMode"), errors);
    if (before.has("nodeAffinity")) {
      Check.immutable("nodeAffinity", now.get("nodeAffinity"), before.get("nodeAffinity"), errors);
    }
    if (before.has("volumeAttributesClassName") && !now.has("volumeAttributesClassName")) {
      errors.add(
          FieldError.forbidden(
              "spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden"));
    }
  }

  private static JsonObject sources(JsonObject spec) {
    return spec.without(NOT_SOURCES.toArray(String[]::new));
  }

  @Override
  public Columns columns() {
    return StorageColumns.VOLUMES;
  }
}
