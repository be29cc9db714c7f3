package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.schema.FieldType;
import io.coxswain.schema.ListType;
import io.coxswain.schema.MapType;
import io.coxswain.schema.Scalar;
import io.coxswain.schema.StructType;
import io.coxswain.schema.ValueType;

/**
 * A place in an object's schema, as server-side apply sees it. {@code type} is {@code null} where
 * the schema says nothing: objects there merge by field, lists are replaced whole.
 */
record Node(ValueType type, boolean atomic) {
  static Node root(StructType type) {
    return new Node(type, false);
  }

  /** Whether this object is owned and merged field by field. */
  boolean splitsObjects() {
    return switch (type) {
      case null -> !atomic;
      case StructType struct -> !atomic && !struct.atomic();
      case MapType map -> !atomic && !map.atomic();
      case ListType ignored -> false;
      case Scalar ignored -> false;
    };
  }

  /** Whether this list is owned and merged item by item. */
  boolean splitsLists() {
    return !atomic && type instanceof ListType list && list.topology() != ListType.Topology.ATOMIC;
  }

  /** True where {@code name} is a declared field, false for keys of maps. */
  boolean declares(String name) {
    return type instanceof StructType struct && struct.field(name) != null;
  }

  /**
   * What stands in a declared field nobody set, {@code null} where nothing does: structs that are
   * no pointers and fields without omitempty are always there.
   */
  Json unset(String name) {
    if (!(type instanceof StructType struct)) {
      return null;
    }
    FieldType field = struct.field(name);
    if (field == null || field.pointer() || !field.printedWhenEmpty()) {
      return null;
    }
    return switch (field.type()) {
      case StructType ignored -> JsonObject.EMPTY;
      case MapType ignored -> JsonObject.EMPTY;
      case ListType ignored -> JsonArray.EMPTY;
      case Scalar scalar ->
          switch (scalar) {
            case STRING -> Json.of("");
            case BOOL -> Json.of(false);
            case INT32, INT64 -> Json.of(0);
            default -> null;
          };
    };
  }

  Node field(String name) {
    return switch (type) {
      case StructType struct -> {
        FieldType field = struct.field(name);
        yield field == null ? new Node(null, false) : new Node(field.type(), field.atomic());
      }
      case MapType map -> new Node(map.value(), false);
      case null, default -> new Node(null, false);
    };
  }

  Node item() {
    return type instanceof ListType list ? new Node(list.item(), false) : new Node(null, false);
  }

  Node child(PathElement element) {
    return element instanceof PathElement.Field field ? field(field.name()) : item();
  }

  /** What identifies an item of this list. Keys the item leaves out count with their default. */
  PathElement element(Json item) {
    ListType list = (ListType) type;
    if (list.topology() == ListType.Topology.SET || !(item instanceof JsonObject object)) {
      return new PathElement.Value(item);
    }
    JsonObject.Builder keys = JsonObject.builder();
    for (String key : list.keys()) {
      Json value = object.get(key);
      if (value == null && list.item() instanceof StructType struct && struct.field(key) != null) {
        value = struct.field(key).defaultValue();
      }
      keys.put(key, value);
    }
    return new PathElement.Key(keys.build());
  }

  static boolean isEmpty(Json value) {
    return switch (value) {
      case JsonObject object -> object.isEmpty();
      case JsonArray array -> array.isEmpty();
      case null, default -> true;
    };
  }
}
