package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Names;
import io.coxswain.schema.CustomTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** CustomResourceDefinitions. */
final class CustomDefinitionStrategy extends StandardStrategy {
  private static final String SIMPLE_PATH = "must be a simple json path starting with .";

  CustomDefinitionStrategy() {
    super(Traits.CLUSTER.withStatus().withGeneration().conditional());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject spec = object.object("spec");
    JsonObject names = spec.object("names");
    String kind = names.string("kind", "");
    JsonObject named = names;
    if (names.string("singular", "").isEmpty() && !kind.isEmpty()) {
      named = named.with("singular", kind.toLowerCase(Locale.ROOT));
    }
    if (names.string("listKind", "").isEmpty() && !kind.isEmpty()) {
      named = named.with("listKind", kind + "List");
    }
    JsonObject out = named == names ? spec : spec.with("names", named);
    if (spec.object("conversion").string("strategy", "").isEmpty()) {
      out = out.with("conversion", spec.object("conversion").with("strategy", "None"));
    }
    return out == spec ? object : object.with("spec", out);
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    String storage = CustomTypes.storageVersion(object.object("spec"));
    JsonObject status =
        JsonObject.builder()
            .put("conditions", JsonArray.EMPTY)
            .put("acceptedNames", JsonObject.builder().put("plural", "").put("kind", "").build())
            .put("storedVersions", JsonArray.ofStrings(storage))
            .build();
    return super.prepareForCreate(object).with("status", status);
  }

  /** What objects were ever stored in stays listed until somebody migrated them. */
  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old) {
    JsonObject out = super.prepareForUpdate(object, old);
    String storage = CustomTypes.storageVersion(out.object("spec"));
    List<String> stored = new ArrayList<>(out.object("status").strings("storedVersions"));
    if (stored.contains(storage)) {
      return out;
    }
    stored.add(storage);
    return out.withAt(JsonArray.ofStrings(stored), "status", "storedVersions");
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    String group = spec.string("group", "");
    String plural = spec.object("names").string("plural", "");
    String name = plural + "." + group;
    if (!Meta.name(object).equals(name)) {
      errors.add(
          FieldError.invalid(
              "metadata.name", Meta.name(object), "must be spec.names.plural+\".\"+spec.group"));
    }
    if (group.isEmpty()) {
      errors.add(FieldError.required("spec.group", ""));
    } else if (!group.contains(".")) {
      errors.add(
          FieldError.invalid("spec.group", group, "should be a domain with at least one dot"));
    }
    String scope = spec.string("scope", "");
    if (scope.isEmpty()) {
      errors.add(FieldError.required("spec.scope", ""));
    } else if (!Set.of("Cluster", "Namespaced").contains(scope)) {
      errors.add(FieldError.notSupported("spec.scope", scope, List.of("Cluster", "Namespaced")));
    }
    names(spec.object("names"), errors);
    versions(spec, errors);
    if (spec.bool("preserveUnknownFields", false)) {
      errors.add(
          FieldError.invalid(
              "spec.preserveUnknownFields",
              Json.of(true),
              "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                  + " spec.versions[*].schema instead"));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateBody(object, errors);
    for (String field : List.of("group", "scope")) {
      same(object.object("spec"), old.object("spec"), field, "spec." + field, errors);
    }
    JsonObject names = object.object("spec").object("names");
    JsonObject before = old.object("spec").object("names");
    same(names, before, "plural", "spec.names.plural", errors);
    same(names, before, "kind", "spec.names.kind", errors);
    Set<String> now = new HashSet<>();
    object.object("spec").objects("versions").forEach(v -> now.add(v.string("name", "")));
    int index = 0;
    for (String stored : object.object("status").strings("storedVersions")) {
      if (!now.contains(stored)) {
        String path = "status.storedVersions[" + index + "]";
        errors.add(
            FieldError.invalid(
                path,
                stored,
                "missing from spec.versions; "
                    + stored
                    + " was previously a storage version, and must remain in spec.versions until"
                    + " a storage migration ensures no data remains persisted in "
                    + stored
                    + " and removes "
                    + stored
                    + " from status.storedVersions"));
      }
      index++;
    }
  }

  private static void same(
      JsonObject now, JsonObject old, String field, String path, List<FieldError> errors) {
    if (!now.string(field, "").equals(old.string(field, ""))) {
      errors.add(FieldError.invalid(path, now.string(field, ""), "field is immutable"));
    }
  }

  private static void names(JsonObject names, List<FieldError> errors) {
    for (String field : List.of("plural", "singular", "kind", "listKind")) {
      String value = names.string(field, "");
      String path = "spec.names." + field;
      if (value.isEmpty()) {
        errors.add(FieldError.required(path, ""));
        continue;
      }
      String problem = Names.dns1035Label(value.toLowerCase(Locale.ROOT));
      if (problem != null) {
        errors.add(FieldError.invalid(path, value, problem));
      }
    }
    if (names.string("kind", "").equals(names.string("listKind", "-"))) {
      errors.add(
          FieldError.invalid(
              "spec.names.listKind",
              names.string("listKind", ""),
              "kind and listKind may not be the same"));
    }
  }

  private static void versions(JsonObject spec, List<FieldError> errors) {
    List<JsonObject> versions = spec.objects("versions");
    if (versions.isEmpty()) {
      errors.add(FieldError.required("spec.versions", ""));
      return;
    }
    Set<String> names = new HashSet<>();
    int storage = 0;
    int index = 0;
    for (JsonObject version : versions) {
      String path = "spec.versions[" + index++ + "]";
      String name = version.string("name", "");
      String problem = Names.dns1035Label(name);
      if (problem != null) {
        errors.add(FieldError.invalid(path + ".name", name, problem));
      }
      if (!names.add(name)) {
        errors.add(FieldError.invalid(path + ".name", name, "must contain unique version names"));
      }
      storage += version.bool("storage", false) ? 1 : 0;
      String at = path + ".schema.openAPIV3Schema";
      if (version.object("schema").get("openAPIV3Schema") instanceof JsonObject schema) {
        SchemaRules.validate(at, schema, errors);
      } else {
        errors.add(FieldError.required(at, "schemas are required"));
      }
      if (version.object("subresources").has("scale")) {
        JsonObject scale = version.object("subresources").object("scale");
        scale(path + ".subresources.scale", scale, errors);
      }
    }
    if (storage != 1) {
      errors.add(
          FieldError.invalid(
              "spec.versions",
              JsonArray.of(versions),
              "must have exactly one version marked as storage version"));
    }
  }

  private static void scale(String path, JsonObject scale, List<FieldError> errors) {
    replicas(path + ".specReplicasPath", scale.string("specReplicasPath", ""), ".spec", errors);
    String status = scale.string("statusReplicasPath", "");
    replicas(path + ".statusReplicasPath", status, ".status", errors);
    String selector = scale.string("labelSelectorPath", "");
    if (!selector.isEmpty() && !selector.startsWith(".")) {
      errors.add(FieldError.invalid(path + ".labelSelectorPath", selector, SIMPLE_PATH));
    } else if (!selector.isEmpty()
        && !selector.startsWith(".spec.")
        && !selector.startsWith(".status.")) {
      errors.add(
          FieldError.invalid(
              path + ".labelSelectorPath",
              selector,
              "should be a json path under either .spec or .status"));
    }
  }

  private static void replicas(String path, String value, String under, List<FieldError> errors) {
    if (value.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else if (!value.startsWith(".")) {
      errors.add(FieldError.invalid(path, value, SIMPLE_PATH));
    } else if (!value.startsWith(under + ".")) {
      errors.add(FieldError.invalid(path, value, "should be a json path under " + under));
    }
  }
}
