package io.coxswain.patch;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.Map;

/** RFC 7386: objects merge, null removes, everything else replaces. */
public final class MergePatch {
  private MergePatch() {}

  public static Json apply(Json patch, Json target) {
    if (!(patch instanceof JsonObject changes)) {
      return patch;
    }
    JsonObject.Builder out = (target instanceof JsonObject o ? o : JsonObject.EMPTY).toBuilder();
    JsonObject before = target instanceof JsonObject o ? o : JsonObject.EMPTY;
    for (Map.Entry<String, Json> change : changes.fields().entrySet()) {
      String name = change.getKey();
      if (change.getValue().isNull()) {
        out.remove(name);
      } else {
        out.put(name, apply(change.getValue(), before.get(name)));
      }
    }
    return out.build();
  }

  /** The patch that makes {@code before} into {@code after}. */
  public static JsonObject diff(JsonObject before, JsonObject after) {
    JsonObject.Builder out = JsonObject.builder();
    for (String name : before.names()) {
      if (!after.has(name)) {
        out.put(name, io.coxswain.json.JsonNull.NULL);
      }
    }
    for (Map.Entry<String, Json> field : after.fields().entrySet()) {
      Json old = before.get(field.getKey());
      if (field.getValue().equals(old)) {
        continue;
      }
      if (old instanceof JsonObject a && field.getValue() instanceof JsonObject b) {
        out.put(field.getKey(), diff(a, b));
      } else {
        out.put(field.getKey(), field.getValue());
      }
    }
    return out.build();
  }
}
