package io.coxswain.api.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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
import java.util.Map;
import java.util.Set;

/** CustomResourceDefinitions. */
final class CustomDefinitionStrategy extends StandardStrategy {

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
        if (!schema.string("type", "").equals("object")) {
          errors.add(
              schema.has("type")
                  ? FieldError.invalid(
                      at + ".type", schema.string("type", ""), "must be object at the root")
                  : FieldError.required(at + ".type", "must not be empty at the root"));
        }
        schema(schema, at, errors);
      } else {
        errors.add(FieldError.required(at, "schemas are required"));
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

  /** The rules of structural schemas that keep everything below from guessing. */
  private static void schema(JsonObject schema, String path, List<FieldError> errors) {
    String pattern = schema.string("pattern", "");
    if (!pattern.isEmpty()) {
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        errors.add(
            FieldError.invalid(
                path + ".pattern",
                pattern,
                "must be a valid regular expression, but isn't: " + e.getMessage()));
      }
    }
    for (Map.Entry<String, Json> each : schema.object("properties").fields().entrySet()) {
      if (each.getValue() instanceof JsonObject property) {
        typed(property, path + ".properties[" + each.getKey() + "]", errors);
      }
    }
    if (schema.get("items") instanceof JsonObject items) {
      typed(items, path + ".items", errors);
    } else if (schema.string("type", "").equals("array")) {
      errors.add(FieldError.required(path + ".items", "must be specified"));
    }
    if (schema.get("additionalProperties") instanceof JsonObject each) {
      typed(each, path + ".additionalProperties", errors);
      if (!schema.object("properties").isEmpty()) {
        errors.add(
            FieldError.forbidden(
                path + ".additionalProperties",
                "additionalProperties and properties are mutual exclusive"));
      }
    }
  }

  private static void typed(JsonObject schema, String path, List<FieldError> errors) {
    boolean open =
        schema.bool("x-kubernetes-int-or-string", false)
            || schema.bool("x-kubernetes-preserve-unknown-fields", false);
    if (schema.string("type", "").isEmpty() && !open) {
      errors.add(
          FieldError.required(path + ".type", "must not be empty for specified object fields"));
    }
    schema(schema, path, errors);
  }
}
