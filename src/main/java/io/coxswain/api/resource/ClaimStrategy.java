package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Quantity;
import java.util.List;

/** PersistentVolumeClaims. */
final class ClaimStrategy extends StandardStrategy {
  static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
  static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");

  ClaimStrategy() {
    super(Traits.NAMESPACED.withStatus());
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    return object.with("status", JsonObject.of("phase", "Pending"));
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    spec("spec", object.object("spec"), errors);
  }

  static void spec(String path, JsonObject spec, List<FieldError> errors) {
    List<String> modes = spec.strings("accessModes");
    accessModes(path, modes, errors);
    Json storage = spec.objectAt("resources", "requests").get("storage");
    if (storage == null) {
      errors.add(FieldError.required(path + ".resources[storage]", ""));
    } else if (Quantity.of(storage).signum() <= 0) {
      errors.add(
          FieldError.invalid(
              path + ".resources[storage]",
              Quantity.of(storage).toString(),
              "must be greater than zero"));
    }
    if (spec.has("selector")) {
      SelectorRules.validate(path + ".selector", spec.object("selector"), errors);
    }
    if (spec.has("volumeMode")) {
      Check.oneOf(path + ".volumeMode", spec.string("volumeMode"), VOLUME_MODES, errors);
    }
  }

  static void accessModes(String path, List<String> modes, List<FieldError> errors) {
    if (modes.isEmpty()) {
      errors.add(FieldError.required(path + ".accessModes", "at least 1 access mode is required"));
    }
    for (String mode : modes) {
      Check.oneOf(path + ".accessModes", mode, ACCESS_MODES, errors);
    }
    if (modes.contains("ReadWriteOncePod") && modes.size() > 1) {
      errors.add(
          FieldError.forbidden(
              path + ".accessModes", "may not use ReadWriteOncePod with other access modes"));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    JsonObject now = object.object("spec");
    JsonObject before = old.object("spec");
    JsonObject comparable = now;
    if (before.string("volumeName", "").isEmpty()) {
      comparable = comparable.with("volumeName", before.get("volumeName"));
    }
    for (String field : List.of("volumeAttributesClassName", "dataSource", "dataSourceRef")) {
      comparable = comparable.with(field, before.get(field));
    }
    comparable =
        comparable.withAt(
            before.objectAt("resources", "requests").get("storage"),
            "resources",
            "requests",
            "storage");
    if (!comparable.equals(before)) {
      errors.add(
          FieldError.forbidden(
              "spec",
              "spec is immutable after creation except resources.requests and"
                  + " volumeAttributesClassName for bound claims"));
      return;
    }
    Quantity asked = Quantity.of(now.objectAt("resources", "requests").get("storage"));
    Quantity had = Quantity.of(before.objectAt("resources", "requests").get("storage"));
    if (asked.compareTo(had) < 0) {
      errors.add(
          FieldError.forbidden(
              "spec.resources.requests.storage", "field can not be less than status.capacity"));
    }
  }

  @Override
  public Columns columns() {
    return StorageColumns.CLAIMS;
  }
}
