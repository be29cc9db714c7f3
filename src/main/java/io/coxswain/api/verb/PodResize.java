package io.coxswain.api.verb;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;

/** {@code pods/resize}: only the resources and resize policies of containers change (KEP-1287). */
final class PodResize {
  private PodResize() {}

  static JsonObject prepare(JsonObject object, JsonObject old) {
    JsonObject out = UpdateRules.keepingMetadata(object, old);
    for (String list : new String[] {"containers", "initContainers"}) {
      JsonArray sent = object.object("spec").array(list);
      JsonArray merged =
          old.object("spec").array(list).map(container -> merged((JsonObject) container, sent));
      if (!merged.isEmpty()) {
        out = out.withAt(merged, "spec", list);
      }
    }
    boolean changed = !out.object("spec").equals(old.object("spec"));
    if (!changed) {
      return out;
    }
    long generation = old.object("metadata").integer("generation", 0) + 1;
    return out.withAt(Json.of(generation), "metadata", "generation");
  }

  private static JsonObject merged(JsonObject container, JsonArray sent) {
    String name = container.string("name", "");
    for (JsonObject other : sent.objects()) {
      if (other.string("name", "").equals(name)) {
        return container
            .with("resources", other.get("resources"))
            .with("resizePolicy", other.get("resizePolicy"));
      }
    }
    return container;
  }
}
