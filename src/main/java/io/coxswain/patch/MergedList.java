package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.schema.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Lists under a strategic merge patch: items matched by their merge key or, plain, by value. */
final class MergedList {
  private MergedList() {}

  /**
   * @param mergeKey {@code null} for a list of plain values, which merge to their union
   */
  static JsonArray merge(JsonArray items, JsonArray changes, String mergeKey, ValueType item) {
    if (mergeKey == null || changes.stream().noneMatch(JsonObject.class::isInstance)) {
      Set<Json> union = new LinkedHashSet<>(items.items());
      union.addAll(changes.items());
      return JsonArray.of(union);
    }
    List<Json> out = new ArrayList<>(items.items());
    List<JsonObject> rest = new ArrayList<>();
    boolean replace = false;
    for (JsonObject change : changes.objects()) {
      Json directive = change.get(StrategicMergePatch.DIRECTIVE);
      if (directive == null) {
        rest.add(change);
      } else if (StrategicMergePatch.isDirective(change, List.of("delete"))) {
        Json key = key(change, mergeKey);
        out.removeIf(old -> old instanceof JsonObject o && key.equals(o.get(mergeKey)));
      } else if (StrategicMergePatch.isDirective(change, List.of("replace"))) {
        replace = true;
      } else if (StrategicMergePatch.isDirective(change, List.of("merge"))) {
        throw StrategicMergePatch.bad("merging lists cannot yet be specified in the patch");
      } else {
        throw StrategicMergePatch.bad(
            "unknown patch type: " + change.string("$patch", "") + " found in list");
      }
    }
    if (replace) {
      return rest.stream().map(StrategicMergePatch::dropDirectives).collect(JsonArray.collector());
    }
    for (JsonObject change : rest) {
      mergeOne(out, change, mergeKey, item);
    }
    return JsonArray.of(out);
  }

  private static void mergeOne(
      List<Json> items, JsonObject change, String mergeKey, ValueType type) {
    Json key = key(change, mergeKey);
    boolean found = false;
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof JsonObject old && key.equals(old.get(mergeKey))) {
        items.set(i, StrategicMergePatch.mergeObject(old, change, type, false));
        found = true;
        break;
      }
    }
    if (!found) {
      items.add(StrategicMergePatch.mergeObject(JsonObject.EMPTY, change, type, false));
    }
  }

  private static Json key(JsonObject item, String mergeKey) {
    Json key = item.get(mergeKey);
    if (key == null) {
      throw StrategicMergePatch.bad(
          "map: " + item.text() + " does not contain declared merge key: " + mergeKey);
    }
    return key;
  }

  /**
   * The items in the order asked for; those it does not name keep their places among the others as
   * they stood in {@code before}.
   */
  static JsonArray order(JsonArray items, JsonArray order, JsonArray before, String mergeKey) {
    List<Json> wanted = order.stream().map(o -> identity(o, mergeKey)).toList();
    List<Json> server = before.stream().map(o -> identity(o, mergeKey)).toList();
    List<Json> named = new ArrayList<>();
    List<Json> others = new ArrayList<>();
    for (Json item : items) {
      (wanted.contains(identity(item, mergeKey)) ? named : others).add(item);
    }
    named.sort(java.util.Comparator.comparingInt(item -> wanted.indexOf(identity(item, mergeKey))));
    List<Json> out = new ArrayList<>(items.size());
    int other = 0;
    for (Json item : named) {
      int place = server.indexOf(identity(item, mergeKey));
      while (other < others.size() && place >= 0) {
        int otherPlace = server.indexOf(identity(others.get(other), mergeKey));
        if (otherPlace < 0 || otherPlace >= place) {
          break;
        }
        out.add(others.get(other++));
      }
      out.add(item);
    }
    out.addAll(others.subList(other, others.size()));
    return JsonArray.of(out);
  }

  private static Json identity(Json item, String mergeKey) {
    return mergeKey != null && item instanceof JsonObject o && o.has(mergeKey)
        ? o.get(mergeKey)
        : item;
  }
}
