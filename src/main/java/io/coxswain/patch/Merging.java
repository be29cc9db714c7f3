package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.schema.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lays an applied configuration over an object, and takes fields out of one. */
final class Merging {
  private Merging() {}

  /** {@code live} with everything {@code config} sets. */
  static JsonObject merge(StructType type, JsonObject live, JsonObject config) {
    return objects(Node.root(type), live, config);
  }

  private static Json values(Node node, Json live, Json config) {
    if (live instanceof JsonObject a && config instanceof JsonObject b && node.splitsObjects()) {
      return objects(node, a, b);
    }
    if (live instanceof JsonArray a && config instanceof JsonArray b && node.splitsLists()) {
      return items(node, a, b);
    }
    return config;
  }

  private static JsonObject objects(Node node, JsonObject live, JsonObject config) {
    JsonObject out = live;
    for (Map.Entry<String, Json> field : config.fields().entrySet()) {
      String name = field.getKey();
      if (field.getValue() == JsonNull.NULL) {
        out = out.without(name);
      } else {
        out = out.with(name, values(node.field(name), live.get(name), field.getValue()));
      }
    }
    return out;
  }

  /**
   * The items of both; those of the configuration in its order, the others where they stood among
   * them.
   */
  private static JsonArray items(Node node, JsonArray live, JsonArray config) {
    Map<PathElement, Json> liveItems = index(node, live);
    Map<PathElement, Json> configItems = index(node, config);
    List<PathElement> left = elements(node, live);
    List<PathElement> right = elements(node, config);
    List<PathElement> shared = right.stream().filter(liveItems::containsKey).toList();
    Set<PathElement> done = new HashSet<>();
    List<Json> out = new ArrayList<>();
    int next = 0;
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      PathElement here = l < left.size() ? left.get(l) : null;
      PathElement there = r < right.size() ? right.get(r) : null;
      if (here != null && !here.equals(there)) {
        if (!configItems.containsKey(here)) {
          out.add(live.get(l++));
          continue;
        }
        if (there == null || next >= shared.size() || !shared.get(next).equals(here)) {
          l++; // comes, or came, with the configuration's item
          continue;
        }
      }
      if (here != null && here.equals(there)) {
        l++;
      }
      if (there != null && done.add(there)) {
        Json mine = liveItems.get(there);
        Json theirs = configItems.get(there);
        out.add(mine == null ? theirs : values(node.item(), mine, theirs));
      }
      if (next < shared.size() && shared.get(next).equals(there)) {
        next++;
      }
      r++;
    }
    return JsonArray.of(out);
  }

  private static Map<PathElement, Json> index(Node node, JsonArray items) {
    Map<PathElement, Json> out = new LinkedHashMap<>();
    items.forEach(item -> out.putIfAbsent(node.element(item), item));
    return out;
  }

  private static List<PathElement> elements(Node node, JsonArray items) {
    return items.stream().map(node::element).toList();
  }

  /** The object without the members of {@code gone}; what becomes empty goes too. */
  static JsonObject remove(StructType type, JsonObject object, FieldSet gone) {
    Json out = removed(Node.root(type), object, gone);
    return out instanceof JsonObject o ? o : JsonObject.EMPTY;
  }

  private static Json removed(Node node, Json value, FieldSet gone) {
    switch (value) {
      case JsonObject object when node.splitsObjects() -> {
        JsonObject.Builder out = JsonObject.builder();
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
          PathElement element = new PathElement.Field(field.getKey());
          out.put(
              field.getKey(), kept(node.field(field.getKey()), element, field.getValue(), gone));
        }
        JsonObject rest = out.build();
        return rest.isEmpty() && !object.isEmpty() ? null : rest;
      }
      case JsonArray array when node.splitsLists() -> {
        List<Json> out = new ArrayList<>();
        for (Json item : array) {
          Json rest = kept(node.item(), node.element(item), item, gone);
          if (rest != null) {
            out.add(rest);
          }
        }
        return out.isEmpty() && !array.isEmpty() ? null : JsonArray.of(out);
      }
      case JsonObject ignored -> {
        return null;
      }
      case JsonArray ignored -> {
        return null;
      }
      default -> {
        return value;
      }
    }
  }

  private static Json kept(Node node, PathElement element, Json value, FieldSet gone) {
    if (gone.has(element)) {
      return null;
    }
    FieldSet below = gone.below(element);
    return below.isEmpty() ? value : removed(node, value, below);
  }
}
