package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.schema.StructType;
import java.util.Map;

/** The fields an object sets, and sets seen through a type. */
final class FieldSets {
  private FieldSets() {}

  /** Every leaf of the object, and every item of a list and key of a map itself. */
  static FieldSet of(StructType type, JsonObject object) {
    FieldSet.Collector out = new FieldSet.Collector();
    fields(Node.root(type), object, out);
    return out.build();
  }

  private static void fields(Node node, JsonObject object, FieldSet.Collector out) {
    for (Map.Entry<String, Json> field : object.fields().entrySet()) {
      PathElement element = new PathElement.Field(field.getKey());
      if (!node.declares(field.getKey())) {
        out.add(element);
      }
      visit(node.field(field.getKey()), element, field.getValue(), out);
    }
  }

  private static void visit(Node node, PathElement element, Json value, FieldSet.Collector parent) {
    if (value instanceof JsonObject object && !object.isEmpty() && node.splitsObjects()) {
      fields(node, object, parent.below(element));
    } else if (value instanceof JsonArray array && !array.isEmpty() && node.splitsLists()) {
      FieldSet.Collector below = parent.below(element);
      for (Json item : array) {
        PathElement each = node.element(item);
        below.add(each);
        if (each instanceof PathElement.Key) {
          visit(node.item(), each, item, below);
        }
      }
    } else {
      parent.add(element);
    }
  }

  /** {@code set} with the declared fields that lie on the way to its members. */
  static FieldSet withNamedFields(FieldSet set, StructType type) {
    FieldSet.Collector out = new FieldSet.Collector();
    named(set, Node.root(type), out);
    return out.build();
  }

  private static void named(FieldSet set, Node node, FieldSet.Collector out) {
    set.members().forEach(out::add);
    set.children()
        .forEach(
            (element, below) -> {
              if (element instanceof PathElement.Field field && node.declares(field.name())) {
                out.add(element);
              }
              named(below, node.child(element), out.below(element));
            });
  }
}
