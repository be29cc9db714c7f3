package io.coxswain.api.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.schema.SchemaValidation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules of the schemas of custom resources: they must be structural, so that what decodes,
 * defaults, prunes and merges by them never has to guess.
 */
final class SchemaRules {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final Set<String> META = Set.of("apiVersion", "kind", "metadata");
  private static final List<String> UNSUPPORTED =
      List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");

  /** What only the schema itself may say, not the conditions inside it. */
  private static final Map<String, String> NOT_NESTED =
      Map.of(
          "type", "must be empty to be structural",
          "title", "must be empty to be structural",
          "description", "must be empty to be structural",
          "default", "must be undefined to be structural",
          "additionalProperties", "must be undefined to be structural",
          "nullable", "must be false to be structural",
          "x-kubernetes-preserve-unknown-fields", "must be false to be structural",
          "x-kubernetes-embedded-resource", "must be false to be structural",
          "x-kubernetes-int-or-string", "must be false to be structural",
          "x-kubernetes-list-type", "must be undefined to be structural");

  private static final String INT_OR_STRING = "[{\"type\":\"integer\"},{\"type\":\"string\"}]";

  private final List<FieldError> errors;

  private SchemaRules(List<FieldError> errors) {
    this.errors = errors;
  }

  /** The schema of a version. */
  static void validate(String path, JsonObject schema, List<FieldError> errors) {
    String type = schema.string("type", "");
    if (type.isEmpty()) {
      errors.add(FieldError.required(path + ".type", "must not be empty at the root"));
    } else if (!type.equals("object")) {
      errors.add(FieldError.invalid(path + ".type", type, "must be object at the root"));
    }
    if (schema.get("additionalProperties") instanceof JsonObject) {
      errors.add(
          FieldError.forbidden(path + ".additionalProperties", "must not be used at the root"));
    }
    SchemaRules rules = new SchemaRules(errors);
    rules.schema(path, schema, true, "");
    if (errors.isEmpty()) {
      rules.defaults(path, schema);
    }
  }

  /**
   * @param noDefaults why there may be no default, empty where there may be one
   */
  private void schema(String path, JsonObject schema, boolean root, String noDefaults) {
    own(path, schema, noDefaults);
    embedded(path, schema, root);
    topology(path, schema);
    conditions(path, schema);
    for (Map.Entry<String, Json> each : schema.object("properties").fields().entrySet()) {
      if (each.getValue() instanceof JsonObject property) {
        String name = each.getKey();
        String at = path + ".properties[" + name + "]";
        typed(at, property, "must not be empty for specified object fields");
        boolean head = root && META.contains(name);
        schema(at, property, false, head ? "in top-level " + name : noDefaults);
      }
    }
    if (schema.get("items") instanceof JsonObject items) {
      typed(path + ".items", items, "must not be empty for specified array items");
      schema(path + ".items", items, false, noDefaults);
    } else if (schema.string("type", "").equals("array")) {
      errors.add(FieldError.required(path + ".items", "must be specified"));
    }
    if (schema.get("additionalProperties") instanceof JsonObject each) {
      String at = path + ".additionalProperties";
      typed(at, each, "must not be empty for specified object fields");
      if (!schema.object("properties").isEmpty()) {
        errors.add(
            FieldError.forbidden(at, "additionalProperties and properties are mutual exclusive"));
      }
      schema(at, each, false, noDefaults);
    }
  }

  private void typed(String path, JsonObject schema, String wanted) {
    boolean open =
        schema.bool("x-kubernetes-int-or-string", false)
            || schema.bool("x-kubernetes-preserve-unknown-fields", false)
            || schema.bool("x-kubernetes-embedded-resource", false);
    if (schema.string("type", "").isEmpty() && !open) {
      errors.add(FieldError.required(path + ".type", wanted));
    }
  }

  private void own(String path, JsonObject schema, String noDefaults) {
    String type = schema.string("type", "");
    if (type.equals("null")) {
      errors.add(
          FieldError.forbidden(
              path + ".type", "type cannot be set to null, use nullable as an alternative"));
    } else if (!type.isEmpty() && !TYPES.contains(type)) {
      errors.add(FieldError.notSupported(path + ".type", type, TYPES));
    }
    for (String field : UNSUPPORTED) {
      if (schema.has(field)) {
        errors.add(FieldError.forbidden(path + "." + field, field + " is not supported"));
      }
    }
    if (schema.has("default") && !noDefaults.isEmpty()) {
      errors.add(FieldError.forbidden(path + ".default", "must not be set " + noDefaults));
    }
    if (schema.bool("uniqueItems", false)) {
      errors.add(
          FieldError.forbidden(
              path + ".uniqueItems",
              "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
    }
    pattern(path, schema);
    String open = "x-kubernetes-preserve-unknown-fields";
    if (schema.has(open) && !schema.bool(open, true)) {
      errors.add(
          FieldError.invalid(path + "." + open, Json.of(false), "must be true or undefined"));
    }
    if (schema.bool("x-kubernetes-int-or-string", false)) {
      for (String field : List.of(open, "x-kubernetes-embedded-resource")) {
        if (schema.bool(field, false)) {
          errors.add(
              FieldError.invalid(
                  path + "." + field,
                  Json.of(true),
                  "must be false if x-kubernetes-int-or-string is true"));
        }
      }
    }
  }

  private void pattern(String path, JsonObject schema) {
    String pattern = schema.string("pattern", "");
    if (pattern.isEmpty()) {
      return;
    }
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

  private void embedded(String path, JsonObject schema, boolean root) {
    boolean embedded = schema.bool("x-kubernetes-embedded-resource", false);
    if (embedded) {
      String type = schema.string("type", "");
      String wanted = "must be object if x-kubernetes-embedded-resource is true";
      if (type.isEmpty()) {
        errors.add(FieldError.required(path + ".type", wanted));
      } else if (!type.equals("object")) {
        errors.add(FieldError.invalid(path + ".type", type, wanted));
      }
      if (schema.has("additionalProperties")) {
        errors.add(
            FieldError.forbidden(
                path + ".additionalProperties",
                "must not be used if x-kubernetes-embedded-resource is set"));
      }
      if (!schema.bool("x-kubernetes-preserve-unknown-fields", false)
          && schema.object("properties").isEmpty()) {
        errors.add(
            FieldError.required(
                path + ".properties",
                "must not be empty if x-kubernetes-embedded-resource is true without"
                    + " x-kubernetes-preserve-unknown-fields"));
      }
    }
    if (root || embedded) {
      head(path + ".properties", schema.object("properties"), root);
    }
  }

  /** Of metadata only the name can be told more of. */
  private void head(String path, JsonObject properties, boolean root) {
    for (String field : List.of("kind", "apiVersion")) {
      String type = properties.object(field).string("type", "");
      if (properties.has(field) && !type.equals("string")) {
        errors.add(FieldError.invalid(path + "[" + field + "].type", type, "must be string"));
      }
    }
    if (!properties.has("metadata")) {
      return;
    }
    JsonObject metadata = properties.object("metadata");
    String type = metadata.string("type", "");
    if (!type.equals("object")) {
      errors.add(FieldError.invalid(path + "[metadata].type", type, "must be object"));
    }
    boolean more = !metadata.without("type", "properties", "default", "description").isEmpty();
    boolean other =
        !metadata.object("properties").without("name", "generateName").isEmpty()
            || metadata.has("description");
    if (root && (more || other)) {
      errors.add(
          FieldError.forbidden(
              path + "[metadata]",
              "must not specify anything other than name and generateName, but metadata is"
                  + " implicitly specified"));
    }
  }

  private void topology(String path, JsonObject schema) {
    kind(path, schema, "x-kubernetes-map-type", "object", List.of("atomic", "granular"));
    kind(path, schema, "x-kubernetes-list-type", "array", List.of("atomic", "set", "map"));
    String list = schema.string("x-kubernetes-list-type", "");
    JsonArray keys = schema.array("x-kubernetes-list-map-keys");
    if (!keys.isEmpty() && !list.equals("map")) {
      String at = path + ".x-kubernetes-list-type";
      String wanted = "must be map if x-kubernetes-list-map-keys is non-empty";
      errors.add(
          list.isEmpty() ? FieldError.required(at, wanted) : FieldError.invalid(at, list, wanted));
    }
    JsonObject items = schema.object("items");
    if (list.equals("map")) {
      keys(path, keys, schema.strings("x-kubernetes-list-map-keys"), items);
    } else if (list.equals("set")) {
      atomic(path + ".items", items);
    }
    if ((list.equals("map") || list.equals("set")) && items.bool("nullable", false)) {
      errors.add(
          FieldError.forbidden(
              path + ".items.nullable",
              "cannot be nullable when x-kubernetes-list-type is " + list));
    }
  }

  private void kind(
      String path, JsonObject schema, String field, String type, List<String> values) {
    if (!schema.has(field)) {
      return;
    }
    String actual = schema.string("type", "");
    String wanted = "must be " + type + " if " + field + " is specified";
    if (actual.isEmpty()) {
      errors.add(FieldError.required(path + ".type", wanted));
    } else if (!actual.equals(type)) {
      errors.add(FieldError.invalid(path + ".type", actual, wanted));
    }
    Check.oneOf(path + "." + field, schema.string(field), values, errors);
  }

  private void atomic(String path, JsonObject items) {
    String wanted = "must be atomic as item of a list with x-kubernetes-list-type=set";
    String list = items.string("x-kubernetes-list-type", "atomic");
    String map = items.string("x-kubernetes-map-type", "");
    if (items.string("type", "").equals("array") && !list.equals("atomic")) {
      errors.add(FieldError.invalid(path + ".x-kubernetes-list-type", list, wanted));
    } else if (items.string("type", "").equals("object") && !map.equals("atomic")) {
      errors.add(
          FieldError.invalid(
              path + ".x-kubernetes-map-type", items.get("x-kubernetes-list-type"), wanted));
    }
  }

  private void keys(String path, JsonArray all, List<String> keys, JsonObject items) {
    String at = path + ".x-kubernetes-list-map-keys";
    if (keys.isEmpty()) {
      errors.add(FieldError.required(at, "must not be empty if x-kubernetes-list-type is map"));
    }
    if (!items.string("type", "").equals("object")) {
      errors.add(
          FieldError.invalid(
              path + ".items.type",
              items.string("type", ""),
              "must be object if parent array's x-kubernetes-list-type is map"));
      return;
    }
    Set<String> seen = new HashSet<>();
    List<String> required = items.strings("required");
    for (String key : keys) {
      JsonObject property = items.object("properties").object(key);
      String there = path + ".items.properties[" + key + "]";
      if (!items.object("properties").has(key)) {
        errors.add(FieldError.invalid(at, all, "entries must all be names of item properties"));
      } else if (List.of("array", "object").contains(property.string("type", ""))) {
        errors.add(
            FieldError.invalid(
                there + ".type",
                "object",
                "must be a scalar type if parent array's x-kubernetes-list-type is map"));
      } else {
        if (!required.contains(key) && !property.has("default")) {
          errors.add(
              FieldError.required(
                  there + ".default",
                  "this property is in x-kubernetes-list-map-keys, so it must have a default or be"
                      + " a required property"));
        }
        if (property.bool("nullable", false)) {
          errors.add(
              FieldError.forbidden(
                  there + ".nullable",
                  "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
        }
      }
      if (!seen.add(key)) {
        errors.add(FieldError.invalid(at, all, "must not contain duplicate entries"));
      }
    }
  }

  private void conditions(String path, JsonObject schema) {
    boolean either = schema.bool("x-kubernetes-int-or-string", false);
    if (!(either && schema.array("anyOf").text().equals(INT_OR_STRING))) {
      nested(path, schema, "anyOf");
    }
    int i = 0;
    for (JsonObject each : schema.objects("allOf")) {
      boolean pattern = i == 0 && either && each.array("anyOf").text().equals(INT_OR_STRING);
      condition(path + ".allOf[" + i++ + "]", pattern ? each.without("anyOf") : each);
    }
    nested(path, schema, "oneOf");
    if (schema.get("not") instanceof JsonObject not) {
      condition(path + ".not", not);
    }
  }

  private void nested(String path, JsonObject schema, String field) {
    int i = 0;
    for (JsonObject each : schema.objects(field)) {
      condition(path + "." + field + "[" + i++ + "]", each);
    }
  }

  private void condition(String path, JsonObject schema) {
    pattern(path, schema);
    NOT_NESTED.keySet().stream()
        .sorted()
        .filter(field -> schema.has(field) && !schema.get(field).equals(Json.of(false)))
        .forEach(
            field -> errors.add(FieldError.forbidden(path + "." + field, NOT_NESTED.get(field))));
    if (schema.object("properties").has("metadata")) {
      errors.add(
          FieldError.forbidden(
              path + ".properties[metadata]", "must not be specified in a nested context"));
    }
    for (String field : List.of("anyOf", "allOf", "oneOf")) {
      nested(path, schema, field);
    }
    if (schema.get("not") instanceof JsonObject not) {
      condition(path + ".not", not);
    }
    if (schema.get("items") instanceof JsonObject items) {
      condition(path + ".items", items);
    }
    for (Map.Entry<String, Json> each : schema.object("properties").fields().entrySet()) {
      if (each.getValue() instanceof JsonObject property) {
        condition(path + ".properties[" + each.getKey() + "]", property);
      }
    }
  }

  /** A default must itself be what the schema asks for. */
  private void defaults(String path, JsonObject schema) {
    if (schema.has("default")) {
      errors.addAll(
          SchemaValidation.validateAlone(schema, schema.get("default"), path + ".default"));
    }
    for (Map.Entry<String, Json> each : schema.object("properties").fields().entrySet()) {
      if (each.getValue() instanceof JsonObject property) {
        defaults(path + ".properties[" + each.getKey() + "]", property);
      }
    }
    for (String field : List.of("items", "additionalProperties")) {
      if (schema.get(field) instanceof JsonObject child) {
        defaults(path + "." + field, child);
      }
    }
  }
}
