package io.coxswain.cluster.history;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What differs between two states of an object, in a person's words: {@code spec.replicas 2 → 3}.
 * Items of lists go by their name, type or address where all have one, else by their place.
 */
final class FieldChanges {
  private static final int LONGEST_VALUE = 48;
  private static final List<String> IDENTITIES =
      List.of("name", "type", "ip", "mountPath", "containerPort", "port", "uid", "key");

  /** Follow from the others. */
  private static final Set<String> BOOKKEEPING =
      Set.of("metadata.managedFields", "metadata.generation", "metadata.resourceVersion");

  private final List<String> out = new ArrayList<>();

  private FieldChanges() {}

  static List<String> between(JsonObject before, JsonObject after) {
    FieldChanges changes = new FieldChanges();
    changes.compare("", before, after);
    return changes.out;
  }

  private void compare(String path, Json before, Json after) {
    if (BOOKKEEPING.contains(path) || java.util.Objects.equals(before, after)) {
      return;
    }
    if (before instanceof JsonObject old && after instanceof JsonObject now) {
      Set<String> names = new LinkedHashSet<>(old.names());
      names.addAll(now.names());
      for (String name : names) {
        compare(join(path, name), old.get(name), now.get(name));
      }
    } else if (before instanceof JsonArray old && after instanceof JsonArray now) {
      compareItems(path, old, now);
    } else if (before == null && after instanceof JsonObject now && isDeep(now)) {
      now.fields().forEach((name, value) -> compare(join(path, name), null, value));
    } else if (before == null) {
      out.add(path + " = " + words(after));
    } else if (after == null) {
      out.add(path + " removed");
    } else {
      out.add(path + " " + words(before) + " → " + words(after));
    }
  }

  /** A new status or spec says more by its fields than as a heap. */
  private static boolean isDeep(JsonObject value) {
    return !value.isEmpty() && value.text().length() > LONGEST_VALUE;
  }

  private void compareItems(String path, JsonArray before, JsonArray after) {
    String identity = identity(before, after);
    if (identity == null) {
      if (before.size() != after.size() || !(containers(before) && containers(after))) {
        out.add(path + " " + words(before) + " → " + words(after));
        return;
      }
      for (int i = 0; i < before.size(); i++) {
        compare(path + "[" + i + "]", before.get(i), after.get(i));
      }
      return;
    }
    Map<String, JsonObject> old = byIdentity(before, identity);
    Map<String, JsonObject> now = byIdentity(after, identity);
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String item = path + "[" + name + "]";
      if (!now.containsKey(name)) {
        out.add(item + " removed");
      } else if (!old.containsKey(name)) {
        out.add(item + " added");
      } else {
        compare(item, old.get(name), now.get(name));
      }
    }
  }

  private static boolean containers(JsonArray items) {
    return items.stream().allMatch(i -> i instanceof JsonObject || i instanceof JsonArray);
  }

  private static String identity(JsonArray before, JsonArray after) {
    for (String candidate : IDENTITIES) {
      if (isIdentity(candidate, before) && isIdentity(candidate, after)) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean isIdentity(String field, JsonArray items) {
    Set<String> seen = new LinkedHashSet<>();
    for (Json item : items) {
      if (!(item instanceof JsonObject object)
          || object.get(field) == null
          || !seen.add(object.get(field).text())) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, JsonObject> byIdentity(JsonArray items, String field) {
    Map<String, JsonObject> out = new LinkedHashMap<>(HashMap.newHashMap(items.size()));
    items.objects().forEach(item -> out.put(plain(item.get(field)), item));
    return out;
  }

  private static String join(String path, String name) {
    String step = name.matches("[A-Za-z0-9_-]+") ? name : "[" + name + "]";
    if (path.isEmpty()) {
      return step;
    }
    return step.startsWith("[") ? path + step : path + "." + step;
  }

  private static String words(Json value) {
    String text = plain(value);
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
  }

  private static String plain(Json value) {
    return value instanceof io.coxswain.json.JsonString text && !text.value().isBlank()
        ? text.value().replaceAll("\\s+", " ")
        : value.text();
  }
}
