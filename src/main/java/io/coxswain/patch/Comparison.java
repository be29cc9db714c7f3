package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.schema.StructType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The fields in which two objects of a type differ. */
record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {

  static Comparison of(StructType type, JsonObject before, JsonObject after) {
    Walk walk = new Walk();
    fields(Node.root(type), before, after, walk);
    return walk.result();
  }

  Comparison without(FieldSet ignored) {
    return ignored.isEmpty()
        ? this
        : new Comparison(
            removed.recursiveDifference(ignored),
            modified.recursiveDifference(ignored),
            added.recursiveDifference(ignored));
  }

  /** The three collectors at one place of the walk. */
  private record Walk(
      FieldSet.Collector removed, FieldSet.Collector modified, FieldSet.Collector added) {
    Walk() {
      this(new FieldSet.Collector(), new FieldSet.Collector(), new FieldSet.Collector());
    }

    Walk below(PathElement element) {
      return new Walk(removed.below(element), modified.below(element), added.below(element));
    }

    Comparison result() {
      return new Comparison(removed.build(), modified.build(), added.build());
    }

    /** Notes a side that is missing. */
    void presence(PathElement element, Json before, Json after) {
      if (before == null) {
        added.add(element);
      } else if (after == null) {
        removed.add(element);
      }
    }
  }

  private static void fields(Node node, JsonObject before, JsonObject after, Walk walk) {
    Set<String> names = new LinkedHashSet<>();
    if (before != null) {
      names.addAll(before.names());
    }
    if (after != null) {
      names.addAll(after.names());
    }
    for (String name : names) {
      visit(
          node.field(name),
          new PathElement.Field(name),
          value(node, before, name),
          value(node, after, name),
          walk);
    }
  }

  /** The field's value; what Go prints even when unset is there wherever its parent is. */
  private static Json value(Node node, JsonObject parent, String name) {
    if (parent == null) {
      return null;
    }
    Json value = parent.get(name);
    if (value == null || value == JsonNull.NULL) {
      return node.unset(name);
    }
    return value;
  }

  private static void visit(Node node, PathElement element, Json before, Json after, Walk walk) {
    if (before == null && after == null) {
      return;
    }
    boolean bothEmpty = Node.isEmpty(before) && Node.isEmpty(after);
    if (!bothEmpty && node.splitsObjects() && isObject(before) && isObject(after)) {
      fields(node, (JsonObject) before, (JsonObject) after, walk.below(element));
      walk.presence(element, before, after);
    } else if (!bothEmpty && node.splitsLists() && isArray(before) && isArray(after)) {
      items(node, (JsonArray) before, (JsonArray) after, walk.below(element));
      walk.presence(element, before, after);
    } else if (before == null || after == null) {
      walk.presence(element, before, after);
    } else if (!before.equals(after)) {
      walk.modified.add(element);
    }
  }

  private static boolean isObject(Json value) {
    return value == null || value instanceof JsonObject;
  }

  private static boolean isArray(Json value) {
    return value == null || value instanceof JsonArray;
  }

  private static void items(Node node, JsonArray before, JsonArray after, Walk walk) {
    Map<PathElement, JsonArray> left = index(node, before);
    Map<PathElement, JsonArray> right = index(node, after);
    Set<PathElement> all = new LinkedHashSet<>(left.keySet());
    all.addAll(right.keySet());
    for (PathElement element : all) {
      JsonArray l = left.getOrDefault(element, JsonArray.EMPTY);
      JsonArray r = right.getOrDefault(element, JsonArray.EMPTY);
      if (l.size() <= 1 && r.size() <= 1) {
        visit(node.item(), element, first(l), first(r), walk);
      } else if (l.size() >= 2 && r.size() >= 2) {
        if (!l.equals(r)) {
          walk.modified.add(element);
        }
      } else if (l.size() >= 2) {
        // Duplicates are owned as one; what replaces them is new.
        if (!r.isEmpty()) {
          visit(node.item(), element, null, r.get(0), walk);
        }
        walk.removed.add(element);
      } else {
        if (!l.isEmpty()) {
          visit(node.item(), element, l.get(0), null, walk);
        }
        walk.added.add(element);
      }
    }
  }

  private static Json first(JsonArray items) {
    return items.isEmpty() ? null : items.get(0);
  }

  private static Map<PathElement, JsonArray> index(Node node, JsonArray items) {
    Map<PathElement, JsonArray> out = new LinkedHashMap<>();
    if (items != null) {
      for (Json item : items) {
        out.merge(node.element(item), JsonArray.of(item), (a, b) -> a.with(b.get(0)));
      }
    }
    return out;
  }
}
