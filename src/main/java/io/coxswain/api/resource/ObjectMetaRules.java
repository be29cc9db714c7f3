package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.GroupVersion;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules of {@code metadata} common to all kinds (apimachinery's api/validation). */
final class ObjectMetaRules {
  private static final int ANNOTATIONS_LIMIT = 256 * 1024;
  private static final List<String> IMMUTABLE =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private ObjectMetaRules() {}

  static void validate(JsonObject object, Traits traits, List<FieldError> errors) {
    JsonObject meta = Meta.of(object);
    String generateName = meta.string("generateName", "");
    if (!generateName.isEmpty()) {
      // What follows the prefix is alphanumeric, so a trailing dash or dot is fine in it.
      String wrong = traits.nameRule().apply(maskTrailingDash(generateName));
      if (wrong != null) {
        errors.add(FieldError.invalid("metadata.generateName", generateName, wrong));
      }
    }
    String name = meta.string("name", "");
    if (name.isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
    } else {
      String wrong = traits.nameRule().apply(name);
      if (wrong != null) {
        errors.add(FieldError.invalid("metadata.name", name, wrong));
      }
    }
    validateNamespace(meta.string("namespace", ""), traits, errors);
    common(object, errors);
    validateFinalizers(Meta.finalizers(object), errors);
  }

  private static String maskTrailingDash(String prefix) {
    return prefix.length() > 1 && prefix.endsWith("-")
        ? prefix.substring(0, prefix.length() - 1) + "a"
        : prefix;
  }

  private static void validateNamespace(String namespace, Traits traits, List<FieldError> errors) {
    if (!traits.namespaced()) {
      if (!namespace.isEmpty()) {
        errors.add(FieldError.forbidden("metadata.namespace", "not allowed on this type"));
      }
    } else if (namespace.isEmpty()) {
      errors.add(FieldError.required("metadata.namespace", ""));
    } else {
      Check.invalid("metadata.namespace", namespace, Names.dnsLabel(namespace), errors);
    }
  }

  static void validateUpdate(
      JsonObject object, JsonObject old, Traits traits, List<FieldError> errors) {
    if (Meta.isDeleting(old)) {
      Set<String> extra = new TreeSet<>(Meta.finalizers(object));
      Meta.finalizers(old).forEach(extra::remove);
      if (!extra.isEmpty()) {
        String list =
            extra.stream().map(f -> '"' + f + '"').collect(Collectors.joining(", ", "{", "}"));
        errors.add(
            FieldError.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers []string"
                    + list));
      }
    }
    JsonObject meta = Meta.of(object);
    JsonObject oldMeta = Meta.of(old);
    if (Meta.generation(object) < Meta.generation(old)) {
      errors.add(
          FieldError.invalid(
              "metadata.generation", Meta.generation(object), "must not be decremented"));
    }
    for (String field : IMMUTABLE) {
      Json now = meta.get(field);
      Json before = oldMeta.get(field);
      if (now == null ? before != null : !now.equals(before)) {
        errors.add(
            FieldError.invalid(
                "metadata." + field, now == null ? Json.of("") : now, Check.IMMUTABLE));
      }
    }
    common(object, errors);
    validateFinalizers(Meta.finalizers(object), errors);
  }

  private static void common(JsonObject object, List<FieldError> errors) {
    if (Meta.generation(object) < 0) {
      errors.add(
          FieldError.invalid("metadata.generation", Meta.generation(object), Check.NOT_NEGATIVE));
    }
    Check.labels("metadata.labels", Meta.of(object).object("labels"), errors);
    validateAnnotations("metadata.annotations", Meta.annotations(object), errors);
    validateOwners(Meta.ownerReferences(object), errors);
    for (JsonObject entry : Meta.of(object).objects("managedFields")) {
      if (entry.string("manager", "").length() > 128) {
        errors.add(FieldError.tooLong("metadata.managedFields[0].manager", 128));
      }
    }
  }

  static void validateAnnotations(
      String path, Map<String, String> annotations, List<FieldError> errors) {
    long size = 0;
    for (Map.Entry<String, String> annotation : annotations.entrySet()) {
      String key = annotation.getKey();
      Check.invalid(path, key, Names.qualifiedName(key.toLowerCase(Locale.ROOT)), errors);
      size += bytes(key) + bytes(annotation.getValue());
    }
    if (size > ANNOTATIONS_LIMIT) {
      errors.add(FieldError.tooLong(path, ANNOTATIONS_LIMIT));
    }
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void validateOwners(List<JsonObject> owners, List<FieldError> errors) {
    String path = "metadata.ownerReferences";
    String controller = null;
    for (JsonObject owner : owners) {
      String apiVersion = owner.string("apiVersion", "");
      if (GroupVersion.parse(apiVersion).version().isEmpty()) {
        errors.add(
            FieldError.invalid(path + ".apiVersion", apiVersion, "version must not be empty"));
      }
      for (String field : List.of("kind", "name", "uid")) {
        if (owner.string(field, "").isEmpty()) {
          errors.add(FieldError.invalid(path + "." + field, "", "must not be empty"));
        }
      }
      if (apiVersion.equals("v1") && owner.string("kind", "").equals("Event")) {
        errors.add(
            FieldError.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
      }
      if (owner.bool("controller", false)) {
        String name = owner.string("kind", "") + "/" + owner.string("name", "");
        if (controller != null) {
          errors.add(
              FieldError.invalid(
                  path,
                  io.coxswain.json.JsonArray.of(owners),
                  "Only one reference can have Controller set to true. Found \"true\" in references"
                      + " for "
                      + controller
                      + " and "
                      + name));
        } else {
          controller = name;
        }
      }
    }
  }

  private static void validateFinalizers(List<String> finalizers, List<FieldError> errors) {
    for (String finalizer : finalizers) {
      Check.invalid("metadata.finalizers", finalizer, Names.qualifiedName(finalizer), errors);
    }
    if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
      errors.add(
          FieldError.invalid(
              "metadata.finalizers",
              io.coxswain.json.JsonArray.ofStrings(finalizers),
              "finalizer orphan and foregroundDeletion cannot be both set"));
    }
  }
}
