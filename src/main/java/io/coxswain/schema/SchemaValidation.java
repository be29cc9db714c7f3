package io.coxswain.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values against an OpenAPI v3 schema, in the words of upstream's apiextensions server. What an
 * update left as it was is not held against it (ratcheting, KEP-4008).
 */
public final class SchemaValidation {
  private static final Set<String> HEAD = Set.of("apiVersion", "kind", "metadata");
  private static final int LOGIC_DEPTH = 32;

  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();
  private static final int PATTERNS_KEPT = 1_000;

  private final List<FieldError> errors = new ArrayList<>();

  private SchemaValidation() {}

  /**
   * @param old what was stored, or {@code null}
   */
  public static List<FieldError> validate(JsonObject schema, JsonObject object, JsonObject old) {
    SchemaValidation validation = new SchemaValidation();
    validation.value(schema, object, old, "", 0);
    return validation.errors;
  }

  /** A value that stands alone, such as a default, whose errors begin with {@code path}. */
  public static List<FieldError> validateAlone(JsonObject schema, Json value, String path) {
    SchemaValidation validation = new SchemaValidation();
    validation.value(schema, value, null, path, 0);
    return validation.errors;
  }

  private void value(JsonObject schema, Json value, Json old, String path, int depth) {
    if (old != null && depth == 0 && !path.isEmpty() && value.equals(old)) {
      return;
    }
    if (value == JsonNull.NULL && schema.bool("nullable", false)) {
      return;
    }
    if (!type(schema, value, path)) {
      return;
    }
    if (schema.has("enum") && !contains(schema.array("enum"), value)) {
      errors.add(FieldError.notSupported(path, value, texts(schema.array("enum"))));
    }
    switch (value) {
      case JsonString text -> string(schema, text, path);
      case JsonNumber number -> number(schema, number, path);
      case JsonArray array -> array(schema, array, old, path, depth);
      case JsonObject object -> object(schema, object, old, path, depth);
      default -> {}
    }
    logic(schema, value, path, depth);
  }

  private boolean type(JsonObject schema, Json value, String path) {
    String type = schema.string("type", "");
    boolean either = schema.bool("x-kubernetes-int-or-string", false);
    boolean fits =
        switch (type) {
          case "object" -> value instanceof JsonObject;
          case "array" -> value instanceof JsonArray;
          case "string" -> value instanceof JsonString;
          case "boolean" -> value instanceof JsonBool;
          case "number" -> value instanceof JsonNumber;
          case "integer" -> value instanceof JsonNumber number && isWhole(number);
          default ->
              !either
                  || value instanceof JsonString
                  || value instanceof JsonNumber number && isWhole(number);
        };
    if (!fits) {
      String actual = name(value);
      String wanted = type.isEmpty() ? "integer,string" : type;
      errors.add(
          FieldError.typeInvalid(
              path, actual, inBody(path, "must be of type " + wanted + ": \"" + actual + "\"")));
    }
    return fits;
  }

  private static boolean isWhole(JsonNumber number) {
    return number.isInteger() || number.doubleValue() == Math.rint(number.doubleValue());
  }

  private static String name(Json value) {
    return switch (value) {
      case JsonObject ignored -> "object";
      case JsonArray ignored -> "array";
      case JsonString ignored -> "string";
      case JsonBool ignored -> "boolean";
      case JsonNumber number -> isWhole(number) ? "integer" : "number";
      case JsonNull ignored -> "null";
    };
  }

  private static boolean contains(JsonArray values, Json value) {
    for (Json each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> texts(JsonArray values) {
    List<String> out = new ArrayList<>();
    for (Json each : values) {
      out.add(each instanceof JsonString text ? text.value() : each.text());
    }
    return out;
  }

  private void string(JsonObject schema, JsonString text, String path) {
    String value = text.value();
    int length = value.codePointCount(0, value.length());
    if (schema.has("maxLength") && length > schema.integer("maxLength", 0)) {
      errors.add(FieldError.tooLong(path, (int) schema.integer("maxLength", 0)));
    }
    if (length < schema.integer("minLength", 0)) {
      invalid(path, text, "should be at least " + schema.integer("minLength", 0) + " chars long");
    }
    String pattern = schema.string("pattern", "");
    if (!pattern.isEmpty() && !matches(pattern, value)) {
      invalid(path, text, "should match '" + pattern + "'");
    }
    String format = schema.string("format", "");
    if (!StringFormats.accepts(format, value)) {
      invalid(path, text, "must be of type " + format + ": " + text.text());
    }
  }

  private static boolean matches(String pattern, String value) {
    Pattern compiled = PATTERNS.get(pattern);
    if (compiled == null) {
      try {
        compiled = Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        return true; // refused when the definition was written
      }
      if (PATTERNS.size() < PATTERNS_KEPT) {
        PATTERNS.put(pattern, compiled);
      }
    }
    return compiled.matcher(value).find();
  }

  private void number(JsonObject schema, JsonNumber number, String path) {
    double value = number.doubleValue();
    if (schema.get("minimum") instanceof JsonNumber least) {
      boolean open = schema.bool("exclusiveMinimum", false);
      if (open ? value <= least.doubleValue() : value < least.doubleValue()) {
        String than = open ? "greater than " : "greater than or equal to ";
        invalid(path, number, "should be " + than + least.text());
      }
    }
    if (schema.get("maximum") instanceof JsonNumber most) {
      boolean open = schema.bool("exclusiveMaximum", false);
      if (open ? value >= most.doubleValue() : value > most.doubleValue()) {
        String than = open ? "less than " : "less than or equal to ";
        invalid(path, number, "should be " + than + most.text());
      }
    }
    if (schema.get("multipleOf") instanceof JsonNumber factor
        && Math.rint(value / factor.doubleValue()) != value / factor.doubleValue()) {
      invalid(path, number, "should be a multiple of " + factor.text());
    }
    String format = schema.string("format", "");
    if (format.equals("int32") && value != (int) value) {
      invalid(path, number, "must be of type int32: " + number.text());
    }
  }

  private void array(JsonObject schema, JsonArray array, Json old, String path, int depth) {
    if (schema.has("maxItems") && array.size() > schema.integer("maxItems", 0)) {
      errors.add(FieldError.tooMany(path, array.size(), (int) schema.integer("maxItems", 0)));
    }
    if (array.size() < schema.integer("minItems", 0)) {
      invalid(path, array, "should have at least " + schema.integer("minItems", 0) + " items");
    }
    distinct(schema, array, path);
    if (schema.get("items") instanceof JsonObject items) {
      int index = 0;
      for (Json item : array) {
        value(items, item, before(schema, item, old), path + "[" + index++ + "]", depth);
      }
    }
  }

  /** The item as it was: only items of maps can be told from each other. */
  private static Json before(JsonObject schema, Json item, Json old) {
    List<String> keys = schema.strings("x-kubernetes-list-map-keys");
    if (!schema.string("x-kubernetes-list-type", "").equals("map")
        || !(old instanceof JsonArray list)
        || !(item instanceof JsonObject object)) {
      return null;
    }
    return list.stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .filter(was -> keys.stream().allMatch(k -> Objects.equals(was.get(k), object.get(k))))
        .findFirst()
        .orElse(null);
  }

  /** Items of sets, and keys of maps, occur once. */
  private void distinct(JsonObject schema, JsonArray array, String path) {
    String kind = schema.string("x-kubernetes-list-type", "atomic");
    List<String> keys = schema.strings("x-kubernetes-list-map-keys");
    Set<Json> seen = new HashSet<>();
    int index = 0;
    for (Json item : array) {
      String at = path + "[" + index++ + "]";
      if (kind.equals("set") && !seen.add(item)) {
        errors.add(FieldError.duplicate(at, item));
      } else if (kind.equals("map") && item instanceof JsonObject object) {
        JsonObject.Builder key = JsonObject.builder();
        keys.forEach(each -> key.put(each, object.get(each)));
        if (!seen.add(key.build())) {
          errors.add(FieldError.duplicate(at, key.build()));
        }
      }
    }
  }

  private void object(JsonObject schema, JsonObject object, Json old, String path, int depth) {
    JsonObject properties = schema.object("properties");
    for (String required : schema.strings("required")) {
      if (!object.has(required)) {
        errors.add(FieldError.required(child(path, required), ""));
      }
    }
    if (schema.has("maxProperties") && object.size() > schema.integer("maxProperties", 0)) {
      errors.add(FieldError.tooMany(path, object.size(), (int) schema.integer("maxProperties", 0)));
    }
    if (object.size() < schema.integer("minProperties", 0)) {
      long least = schema.integer("minProperties", 0);
      invalid(path, object, "should have at least " + least + " properties");
    }
    for (Map.Entry<String, Json> field : object.fields().entrySet()) {
      Json rule = properties.get(field.getKey());
      rule = rule == null ? schema.get("additionalProperties") : rule;
      boolean head = HEAD.contains(field.getKey()) && isWhole(schema, path);
      if (rule instanceof JsonObject each && !head) {
        Json before = old instanceof JsonObject known ? known.get(field.getKey()) : null;
        value(each, field.getValue(), before, child(path, field.getKey()), depth);
      }
    }
  }

  /** Whether the value is a whole object, the head of which has rules of its own. */
  private static boolean isWhole(JsonObject schema, String path) {
    return path.isEmpty() || schema.bool("x-kubernetes-embedded-resource", false);
  }

  private void logic(JsonObject schema, Json value, String path, int depth) {
    if (depth > LOGIC_DEPTH) {
      return;
    }
    for (JsonObject each : schema.objects("allOf")) {
      value(each, value, null, path, depth + 1);
    }
    if (schema.has("anyOf") && fitting(schema.objects("anyOf"), value, path, depth) == 0) {
      refused(path, value, "must validate at least one schema (anyOf)");
    }
    if (schema.has("oneOf")) {
      int fitting = fitting(schema.objects("oneOf"), value, path, depth);
      if (fitting != 1) {
        String found =
            fitting == 0 ? "Found none valid" : "Found " + fitting + " valid alternatives";
        refused(path, value, "must validate one and only one schema (oneOf). " + found);
      }
    }
    if (schema.get("not") instanceof JsonObject not
        && fitting(List.of(not), value, path, depth) == 1) {
      refused(path, value, "must not validate the schema (not)");
    }
  }

  private static int fitting(List<JsonObject> schemas, Json value, String path, int depth) {
    int out = 0;
    for (JsonObject schema : schemas) {
      SchemaValidation attempt = new SchemaValidation();
      attempt.value(schema, value, null, path, depth + 1);
      out += attempt.errors.isEmpty() ? 1 : 0;
    }
    return out;
  }

  private void refused(String path, Json value, String why) {
    errors.add(FieldError.invalid(path, value, "\"" + path + "\" " + why));
  }

  private void invalid(String path, Json value, String why) {
    errors.add(FieldError.invalid(path, value, inBody(path, why)));
  }

  private static String inBody(String path, String why) {
    return path + " in body " + why;
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
