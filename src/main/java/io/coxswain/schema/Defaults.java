package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Constant defaults. They apply in every object that is there, which in Go includes the structs
 * that are no pointers (a Deployment without spec has {@code spec.replicas: 1}); a pointer that is
 * not set gets no fields, but may have a default itself. Defaults that depend on other fields
 * belong to the kind's strategy.
 */
public final class Defaults {
  private Defaults() {}

  /** The object with defaults, the same instance where nothing was missing. */
  public static JsonObject apply(StructType type, JsonObject object) {
    if (!type.hasDefaults()) {
      return object;
    }
    JsonObject out = object;
    for (FieldType field : type.fields()) {
      Json value = object.get(field.name());
      Json next = field(field, value);
      if (next != value) {
        out = out.with(field.name(), next);
      }
    }
    return out;
  }

  private static Json field(FieldType field, Json value) {
    boolean absent =
        value == null
            || value == JsonNull.NULL && !field.nullable()
            || !field.pointer() && Values.isZero(value);
    if (field.inPlace()) {
      JsonObject there = absent ? JsonObject.EMPTY : (JsonObject) value;
      JsonObject filled =
          field.defaultValue() instanceof JsonObject parts ? filled(there, parts) : there;
      Json next = within(field.type(), filled);
      return absent && Values.isZero(next) ? value : next;
    }
    if (absent && field.defaultValue() == null) {
      return value;
    }
    return within(field.type(), absent ? field.defaultValue() : value);
  }

  private static JsonObject filled(JsonObject object, JsonObject parts) {
    JsonObject out = object;
    for (Map.Entry<String, Json> part : parts.fields().entrySet()) {
      if (!out.has(part.getKey())) {
        out = out.with(part.getKey(), part.getValue());
      }
    }
    return out;
  }

  private static Json within(ValueType type, Json value) {
    return switch (type) {
      case StructType struct -> value instanceof JsonObject o ? apply(struct, o) : value;
      case ListType list
          when list.item() instanceof StructType && value instanceof JsonArray array ->
          array.map(item -> within(list.item(), item));
      case MapType map when map.value() instanceof StructType && value instanceof JsonObject o ->
          map(map.value(), o);
      default -> value;
    };
  }

  private static JsonObject map(ValueType type, JsonObject object) {
    JsonObject out = object;
    for (Map.Entry<String, Json> entry : List.copyOf(object.fields().entrySet())) {
      out = out.with(entry.getKey(), within(type, entry.getValue()));
    }
    return out;
  }
}
