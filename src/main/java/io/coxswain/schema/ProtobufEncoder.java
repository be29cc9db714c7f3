package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import java.util.List;

/**
 * Writes structs as gogo's generated code does: scalars and structs that are no pointers always,
 * zero or not, pointers and lists where set, maps in the order of their keys.
 */
final class ProtobufEncoder {
  private final ProtobufWriter out;

  ProtobufEncoder(ProtobufWriter out) {
    this.out = out;
  }

  void message(ProtobufLayout layout, JsonObject object) {
    List<ProtobufLayout.Entry> entries = layout.entries();
    for (int i = entries.size() - 1; i >= 0; i--) {
      ProtobufLayout.Entry entry = entries.get(i);
      if (entry.inner() != null) {
        int before = out.length();
        message(entry.inner(), object);
        out.delimit(entry.number(), before);
      } else {
        field(entry, object.get(entry.field().name()));
      }
    }
  }

  private void field(ProtobufLayout.Entry entry, Json value) {
    FieldType field = entry.field();
    Json set = value == JsonNull.NULL ? null : value;
    if (set == null && (field.pointer() || field.type() == Scalar.BYTES)) {
      return;
    }
    switch (field.type()) {
      case ListType list when list.wrapped() -> {
        if (set != null) {
          value(entry.number(), list, set);
        }
      }
      case ListType list -> items(entry.number(), list.item(), set);
      case MapType map -> map(entry.number(), map, set);
      default -> value(entry.number(), field.type(), set);
    }
  }

  private void items(int number, ValueType item, Json value) {
    if (value instanceof JsonArray array) {
      for (int i = array.size() - 1; i >= 0; i--) {
        value(number, item, array.get(i));
      }
    }
  }

  private void map(int number, MapType map, Json value) {
    if (!(value instanceof JsonObject object)) {
      return;
    }
    List<String> keys = object.names().stream().sorted().toList();
    for (String key : keys.reversed()) {
      int before = out.length();
      value(2, map.value(), object.get(key));
      out.string(1, key);
      out.delimit(number, before);
    }
  }

  /** One value with its key; {@code null} is the zero value. */
  private void value(int number, ValueType type, Json value) {
    switch (type) {
      case StructType struct -> {
        int before = out.length();
        message(struct.layout(), value instanceof JsonObject object ? object : JsonObject.EMPTY);
        out.delimit(number, before);
      }
      case ListType list -> { // wrapped: a message with the items
        int before = out.length();
        items(1, list.item(), value);
        out.delimit(number, before);
      }
      case MapType map -> map(number, map, value);
      case Scalar scalar -> ProtobufScalars.write(out, number, scalar, value);
    }
  }
}
