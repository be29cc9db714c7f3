package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import io.coxswain.kube.Quantity;
import java.util.List;

/** PersistentVolumeClaims. */
final class ClaimStrategy extends StandardStrategy {
  static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
  private static final String NO_MODE = "at least 1 access mode is required";
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
    if (spec.array("accessModes").isEmpty()) {
      errors.add(FieldError.required(path + ".accessModes", NO_MODE));
    }
    if (spec.has("selector")) {
      SelectorRules.validate(path + ".selector", spec.object("selector"), errors);
    }
    if (!spec.array("accessModes").isEmpty()) {
      accessModes(path, spec.strings("accessModes"), NO_MODE, errors);
    }
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
    className(path, spec, "storageClassName", errors);
    if (spec.has("volumeMode")) {
      Check.oneOf(path + ".volumeMode", spec.string("volumeMode"), VOLUME_MODES, errors);
    }
    for (String field : List.of("dataSource", "dataSourceRef")) {
      if (spec.has(field)) {
        dataSource(path + "." + field, spec.object(field), errors);
      }
    }
    if (spec.has("dataSource") && spec.has("dataSourceRef")) {
      boolean elsewhere = !spec.object("dataSourceRef").string("namespace", "").isEmpty();
      JsonObject here = spec.object("dataSourceRef").without("namespace");
      if (elsewhere || !spec.object("dataSource").equals(here)) {
        errors.add(
            FieldError.invalid(
                path,
                path + ".dataSource",
                elsewhere
                    ? "may not be specified when dataSourceRef.namespace is specified"
                    : "must match dataSourceRef"));
      }
    }
    className(path, spec, "volumeAttributesClassName", errors);
  }

  private static void className(
      String path, JsonObject spec, String field, List<FieldError> errors) {
    String name = spec.string(field, "");
    if (!name.isEmpty()) {
      Check.invalid(path + "." + field, name, Names.dnsSubdomain(name), errors);
    }
  }

  private static void dataSource(String path, JsonObject source, List<FieldError> errors) {
    Check.required(path + ".name", source.string("name"), errors);
    Check.required(path + ".kind", source.string("kind"), errors);
    String group = source.string("apiGroup", "");
    String kind = source.string("kind", "");
    if (group.isEmpty() && !kind.equals("PersistentVolumeClaim")) {
      errors.add(
          FieldError.invalid(
              path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
    }
    if (!group.isEmpty()) {
      Check.invalid(path + ".apiGroup", group, Names.dnsSubdomain(group), errors);
    }
    String namespace = source.string("namespace", "");
    if (!namespace.isEmpty()) {
      Check.invalid(path + ".namespace", namespace, Names.dnsLabel(namespace), errors);
    }
  }

  static void accessModes(String path, List<String> modes, String none, List<FieldError> errors) {
    if (modes.isEmpty()) {
      errors.add(FieldError.required(path + ".accessModes", none));
    }
    for (String mode : modes) {
      Check.oneOf(path + ".accessModes", mode, ACCESS_MODES, errors);
    }
    boolean others =
        modes.stream().anyMatch(m -> ACCESS_MODES.contains(m) && !m.equals("ReadWriteOncePod"));
    if (modes.contains("ReadWriteOncePod") && others) {
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
    boolean bound = object.object("status").string("phase", "").equals("Bound");
    if (!comparable(now, before, bound).equals(before)) {
      errors.add(
          FieldError.forbidden(
              "spec",
              "spec is immutable after creation except resources.requests and"
                  + " volumeAttributesClassName for bound claims"));
    }
    Json had = before.objectAt("resources", "requests").get("storage");
    Json asked = now.objectAt("resources", "requests").get("storage");
    Json held = old.objectAt("status", "capacity").get("storage");
    if (amount(asked).compareTo(amount(had)) < 0 && amount(asked).compareTo(amount(held)) <= 0) {
      errors.add(
          FieldError.forbidden(
              "spec.resources.requests.storage", "field can not be less than status.capacity"));
    }
    Check.immutable("volumeMode", now.get("volumeMode"), before.get("volumeMode"), errors);
    String attributes = now.string("volumeAttributesClassName");
    if (before.has("volumeAttributesClassName") && (attributes == null || attributes.isEmpty())) {
      errors.add(
          FieldError.forbidden(
              "spec.volumeAttributesClassName",
              "update from non-nil value to "
                  + (attributes == null ? "nil" : "an empty string")
                  + " is forbidden"));
    }
  }

  /** The new one with what may change as it was. */
  private static JsonObject comparable(JsonObject now, JsonObject before, boolean bound) {
    JsonObject out = now;
    if (before.string("volumeName", "").isEmpty()) {
      out = out.with("volumeName", before.get("volumeName"));
    }
    if (!before.has("storageClassName")) {
      out = out.without("storageClassName");
    }
    if (bound) {
      Json storage = before.objectAt("resources", "requests").get("storage");
      out = out.withAt(storage, "resources", "requests", "storage");
      if (out.has("volumeAttributesClassName")) {
        out = out.with("volumeAttributesClassName", before.get("volumeAttributesClassName"));
      }
    }
    return out;
  }

  private static Quantity amount(Json value) {
    return value == null ? Quantity.ZERO : Quantity.of(value);
  }

  @Override
  public Columns columns() {
    return StorageColumns.CLAIMS;
  }
}
