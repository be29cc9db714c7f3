package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The form in which upstream prints an object: fields in the type's order, those Go prints even
 * when empty added ({@code status: {}}, {@code containers: null}), zero values with omitempty left
 * out. Idempotent; what the type does not know is kept at the end, so that encoding loses nothing.
 */
public final class Encoder {
  private Encoder() {}

  public static JsonObject encode(StructType type, JsonObject object) {
    List<FieldType> fields = type.fields();
    Json[] printed = new Json[fields.size()];
    Iterator<String> names = object.names().iterator();
    boolean same = true;
    int known = 0;
    for (int i = 0; i < printed.length; i++) {
      FieldType field = fields.get(i);
      Json value = object.get(field.name());
      if (value != null) {
        known++;
        same = same && names.next().equals(field.name());
      }
      printed[i] = field(field, value);
      same = same && printed[i] == value;
    }
    if (same) {
      return object; // unknown fields, if any, are at the end already
    }
    JsonObject.Builder out = JsonObject.builder();
    for (int i = 0; i < printed.length; i++) {
      out.put(fields.get(i).name(), printed[i]);
    }
    if (known < object.size()) {
      for (Map.Entry<String, Json> entry : object.fields().entrySet()) {
        if (type.field(entry.getKey()) == null) {
          out.put(entry.getKey(), entry.getValue());
        }
      }
    }
    return out.build();
  }

  private static Json field(FieldType field, Json value) {
    if (value == null || value == JsonNull.NULL && !field.nullable()) {
      if (!field.printedWhenEmpty()) {
        return null;
      }
      if (field.pointer()) {
        return JsonNull.NULL;
      }
      return field.type() instanceof StructType struct
          ? encode(struct, JsonObject.EMPTY)
          : empty(field);
    }
    if (Values.isOmitted(field, value)) {
      return null;
    }
    // Storage knows no difference between an empty list and none, so neither do answers.
    if (!field.pointer()
        && (field.type() instanceof ListType || field.type() instanceof MapType)
        && Values.isZero(value)) {
      return empty(field);
    }
    return value(field.type(), value);
  }

  /** Lists of objects are made by the server, which never leaves their items nil. */
  private static Json empty(FieldType field) {
    boolean items = field.name().equals("items") && field.required();
    return items && field.type() instanceof ListType ? JsonArray.EMPTY : Values.zero(field.type());
  }

  private static Json value(ValueType type, Json value) {
    return switch (type) {
      case Scalar scalar -> value;
      case StructType struct -> value instanceof JsonObject o ? encode(struct, o) : value;
      case ListType list -> value instanceof JsonArray a ? list(list.item(), a) : value;
      case MapType map -> value instanceof JsonObject o ? map(map.value(), o) : value;
    };
  }

  private static JsonArray list(ValueType item, JsonArray array) {
    return item instanceof Scalar ? array : array.map(each -> value(item, each));
  }

  /** Go prints maps in the order of their keys. */
  private static JsonObject map(ValueType item, JsonObject map) {
    JsonObject sorted = isSorted(map) ? map : map.sorted();
    if (item instanceof Scalar) {
      return sorted;
    }
    JsonObject out = sorted;
    for (String key : sorted.names()) {
      Json value = sorted.get(key);
      Json printed = value(item, value);
      out = printed == value ? out : out.with(key, printed);
    }
    return out;
  }

  private static boolean isSorted(JsonObject map) {
    String before = "";
    for (String key : map.names()) {
      if (key.compareTo(before) < 0) {
        return false;
      }
      before = key;
    }
    return true;
  }
}
