package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSONPath of printer columns: {@code .spec.a}, {@code ['a.b']}, {@code \.} in names, {@code
 * [0]}, {@code [*]}, {@code [?(@.type=="Ready")]}.
 */
final class SimplePath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.((?:\\\\.|[^.\\[\\\\])+)|\\[(-?\\d+)]|\\[(\\*)]|\\['([^']*)']"
              + "|\\[\\?\\(@\\.([^=!<>]+?)\\s*==\\s*(?:\"([^\"]*)\"|'([^']*)'|([^)]*))\\)]");

  private SimplePath() {}

  /** All values at {@code path}. */
  static List<Json> find(Json root, String path) {
    List<Json> found = List.of(root);
    Matcher step = STEP.matcher(path);
    int at = 0;
    while (at < path.length()) {
      if (!step.find(at) || step.start() != at) {
        return List.of();
      }
      List<Json> next = new ArrayList<>();
      for (Json value : found) {
        step(step, value, next);
      }
      found = next;
      at = step.end();
    }
    return found;
  }

  /** The only or first value, or {@code null}. */
  static Json first(Json root, String path) {
    List<Json> found = find(root, path);
    return found.isEmpty() ? null : found.getFirst();
  }

  private static void step(Matcher step, Json value, List<Json> out) {
    if (step.group(1) != null || step.group(4) != null) {
      String name = step.group(1) != null ? step.group(1).replace("\\", "") : step.group(4);
      if (value instanceof JsonObject object && object.has(name)) {
        out.add(object.get(name));
      }
    } else if (value instanceof JsonArray array) {
      if (step.group(2) != null) {
        int index = Integer.parseInt(step.group(2));
        index = index < 0 ? array.size() + index : index;
        if (index >= 0 && index < array.size()) {
          out.add(array.get(index));
        }
      } else {
        array.forEach(item -> filter(step, item, out));
      }
    }
  }

  private static void filter(Matcher step, Json item, List<Json> out) {
    if (step.group(3) != null) {
      out.add(item);
      return;
    }
    String wanted =
        step.group(6) != null
            ? step.group(6)
            : step.group(7) != null ? step.group(7) : step.group(8).trim();
    Json actual = first(item, "." + step.group(5).trim());
    if (actual != null && text(actual).equals(wanted)) {
      out.add(item);
    }
  }

  static String text(Json value) {
    return switch (value) {
      case JsonString text -> text.value();
      case JsonNumber number -> number.text();
      default -> value.text();
    };
  }
}
