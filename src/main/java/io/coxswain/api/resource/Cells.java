package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What the cells of many tables are made of. */
final class Cells {
  static final String NONE = "<none>";
  static final String UNSET = "<unset>";

  private Cells() {}

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

  /** A number below {@code status}. */
  static ToLongFunction<JsonObject> status(String field) {
    return object -> object.object("status").integer(field, 0);
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

  static String containers(JsonObject podSpec) {
    return join(podSpec, "name");
  }

  static String images(JsonObject podSpec) {
    return join(podSpec, "image");
  }

  private static String join(JsonObject podSpec, String field) {
    return podSpec.objects("containers").stream()
        .map(c -> c.string(field, ""))
        .collect(Collectors.joining(","));
  }

  /** The first {@code max} texts, and how many more there are. */
  static String some(List<String> texts, int max) {
    return some(texts, max, ",", texts.size());
  }

  /**
   * The first {@code max} texts.
   *
   * @param all how many there are, counting those that have no text
   */
  static String some(List<String> texts, int max, String between, int all) {
    String shown = texts.stream().limit(max).collect(Collectors.joining(between));
    return all > max ? shown + " + " + (all - max) + " more..." : shown;
  }
}
