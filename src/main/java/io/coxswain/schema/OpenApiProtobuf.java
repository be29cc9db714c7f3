package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.json.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * OpenAPI documents as protobuf, the form in which kubectl and client-go ask for them. What is
 * free-form in JSON (extensions, defaults, enums) travels as YAML text in it.
 */
public final class OpenApiProtobuf {
  private static final Set<String> SCALARS = Set.of("string", "bool", "int", "double");

  private final OpenApiMessages messages;
  private final String schema;
  private final ProtobufWriter out = new ProtobufWriter(64 * 1024);

  private OpenApiProtobuf(OpenApiMessages messages, String schema) {
    this.messages = messages;
    this.schema = schema;
  }

  /**
   * @param document as {@link OpenApi#v2} makes it
   */
  public static byte[] v2(JsonObject document) {
    return new OpenApiProtobuf(OpenApiMessages.V2, "Schema").document(document);
  }

  /**
   * @param document as {@link OpenApi#v3} makes it
   */
  public static byte[] v3(JsonObject document) {
    return new OpenApiProtobuf(OpenApiMessages.V3, "SchemaOrReference").document(document);
  }

  private byte[] document(JsonObject document) {
    content("Document", document);
    return out.toByteArray();
  }

  /** A message's fields, last first, without length and key. */
  private void content(String type, Json value) {
    switch (type) {
      case "any" -> out.string(2, Yaml.write(value));
      case "TypeItem", "StringArray" -> each(1, "string", listed(value));
      case "ItemsItem" -> each(1, schema, listed(value));
      case "AdditionalPropertiesItem" -> {
        boolean flag = value instanceof JsonBool;
        one(flag ? 2 : 1, flag ? "bool" : schema, value);
      }
      case "DefaultType" -> {
        switch (value) {
          case JsonNumber number -> one(1, "double", number);
          case JsonBool flag -> one(2, "bool", flag);
          case JsonString text -> one(3, "string", text);
          default -> {} // nothing else can be said here
        }
      }
      default -> {
        if (value instanceof JsonObject object && !alternative(type, object)) {
          fields(type, object);
        }
      }
    }
  }

  /** Messages that are one of several others; false where {@code type} is none of them. */
  private boolean alternative(String type, JsonObject value) {
    boolean reference = value.has("$ref");
    switch (type) {
      case "ParametersItem" ->
          one(reference ? 2 : 1, reference ? "JsonReference" : "Parameter", value);
      case "Parameter" -> {
        if (messages == OpenApiMessages.V3) {
          return false;
        }
        boolean body = value.string("in").equals("body");
        one(body ? 1 : 2, body ? "BodyParameter" : "NonBodyParameter", value);
      }
      case "NonBodyParameter" -> {
        boolean path = value.string("in").equals("path");
        one(path ? 4 : 3, path ? "PathParameterSubSchema" : "QueryParameterSubSchema", value);
      }
      case "ResponseValue" ->
          one(reference ? 2 : 1, reference ? "JsonReference" : "Response", value);
      case "SchemaItem" -> one(1, "Schema", value);
      case "SecurityDefinitionsItem" -> one(2, "ApiKeySecurity", value);
      default -> {
        if (!type.endsWith("OrReference")) {
          return false;
        }
        String own = type.substring(0, type.length() - "OrReference".length());
        one(reference ? 2 : 1, reference ? "Reference" : own, value);
      }
    }
    return true;
  }

  private void fields(String type, JsonObject value) {
    List<OpenApiMessages.Field> fields = messages.fields(type);
    for (OpenApiMessages.Field field : fields) {
      if (field.open()) {
        pairs(field, fields, value);
        continue;
      }
      Json content = value.get(field.key());
      if (content == null) {
        continue;
      }
      if (field.repeated()) {
        each(field.number(), field.type(), listed(content));
      } else if (!SCALARS.contains(field.type()) || !zero(content)) {
        one(field.number(), field.type(), content);
      }
    }
  }

  /** What proto3 leaves out of ordinary fields. */
  private static boolean zero(Json value) {
    return switch (value) {
      case JsonString text -> text.value().isEmpty();
      case JsonBool flag -> !flag.value();
      case JsonNumber number -> number.doubleValue() == 0;
      default -> false;
    };
  }

  private void pairs(
      OpenApiMessages.Field field, List<OpenApiMessages.Field> known, JsonObject value) {
    boolean extensions = field.key().equals("x-");
    boolean apart = known.stream().anyMatch(each -> each.key().equals("x-"));
    List<Map.Entry<String, Json>> entries = new ArrayList<>(value.fields().entrySet());
    for (Map.Entry<String, Json> entry : entries.reversed()) {
      String name = entry.getKey();
      boolean named = known.stream().anyMatch(each -> each.key().equals(name));
      if (extensions ? !name.startsWith("x-") : named || apart && name.startsWith("x-")) {
        continue;
      }
      int before = out.length();
      one(2, field.type(), entry.getValue());
      out.string(1, name);
      out.delimit(field.number(), before);
    }
  }

  private static List<Json> listed(Json value) {
    return value instanceof JsonArray array ? array.items() : List.of(value);
  }

  private void each(int number, String type, List<Json> values) {
    values.reversed().forEach(value -> one(number, type, value));
  }

  private void one(int number, String type, Json value) {
    switch (type) {
      case "string" -> out.string(number, value instanceof JsonString text ? text.value() : "");
      case "bool" -> out.integer(number, value instanceof JsonBool flag && flag.value() ? 1 : 0);
      case "int" -> out.integer(number, value instanceof JsonNumber count ? count.longValue() : 0);
      case "double" -> {
        double amount = value instanceof JsonNumber count ? count.doubleValue() : 0;
        out.fixed64(Double.doubleToLongBits(amount));
        out.key(number, ProtobufWriter.FIXED_64);
      }
      default -> {
        int before = out.length();
        content(type, value);
        out.delimit(number, before);
      }
    }
  }
}
