package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the cells of many tables are made of, and tables from short descriptions. */
final class Cells {
  static final String NONE = "<none>";
  static final String UNSET = "<unset>";

  private Cells() {}

  /**
   * Columns from texts {@code Name}, {@code Age:string}, {@code IP:string:1}: name, type (string if
   * left out), priority. The first column called Name holds the object's name.
   */
  static List<Columns.Column> columns(String... texts) {
    List<Columns.Column> out = new ArrayList<>();
    for (String text : texts) {
      String[] parts = text.split(":");
      out.add(
          new Columns.Column(
              parts[0],
              parts.length > 1 ? parts[1] : "string",
              parts[0].equals("Name") ? "name" : "",
              describe(parts[0]),
              parts.length > 2 ? Integer.parseInt(parts[2]) : 0));
    }
    return List.copyOf(out);
  }

  private static String describe(String column) {
    return switch (column) {
      case "Name" -> "The object's name, unique within its namespace.";
      case "Age" -> "The time since the object was created.";
      case "Containers" -> "Names of each container in the template.";
      case "Images" -> "Images referenced by each container in the template.";
      default -> column + " of the object.";
    };
  }

  static Json age(JsonObject object, Instant now) {
    return Json.of(HumanDuration.since(Meta.creationTimestamp(object), now));
  }

  static Json name(JsonObject object) {
    return Json.of(Meta.name(object));
  }

  static Json text(String text) {
    return Json.of(text == null ? "" : text);
  }

  static Json orNone(String text) {
    return Json.of(text == null || text.isEmpty() ? NONE : text);
  }

  static Json number(JsonObject object, String field) {
    return Json.of(object.integer(field, 0));
  }

  /** {@code a=b,c=d} in the order of the keys; {@code <none>} for none. */
  static String labels(JsonObject labels) {
    Map<String, String> sorted = new TreeMap<>(labels.stringMap());
    return sorted.isEmpty()
        ? NONE
        : sorted.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
  }

  /** A label selector as text; {@code <none>} for an empty or missing one. */
  static String selector(JsonObject selector) {
    if (SelectorRules.isEmpty(selector)) {
      return NONE;
    }
    try {
      String text = LabelSelector.ofObject(selector).toString();
      return text.isEmpty() ? NONE : text;
    } catch (io.coxswain.kube.ApiException e) {
      return "<error>";
    }
  }

  static Json containers(JsonObject podSpec) {
    return join(podSpec, "name");
  }

  static Json images(JsonObject podSpec) {
    return join(podSpec, "image");
  }

  private static Json join(JsonObject podSpec, String field) {
    return Json.of(
        podSpec.objects("containers").stream()
            .map(c -> c.string(field, ""))
            .collect(Collectors.joining(",")));
  }

  /** The first {@code max} texts, and how many more there are. */
  static String some(List<String> texts, int max, int all) {
    String shown = texts.stream().limit(max).collect(Collectors.joining(","));
    return all > max ? shown + " + " + (all - max) + " more..." : shown;
  }
}
