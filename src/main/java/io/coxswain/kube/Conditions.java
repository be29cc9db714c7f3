package io.coxswain.kube;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Readers and writers of {@code status.conditions}. */
public final class Conditions {
  private Conditions() {}

  public static Optional<JsonObject> find(JsonObject object, String type) {
    return object.object("status").objects("conditions").stream()
        .filter(c -> type.equals(c.string("type")))
        .findFirst();
  }

  public static boolean isTrue(JsonObject object, String type) {
    return find(object, type).map(c -> "True".equals(c.string("status"))).orElse(false);
  }

  /**
   * {@code conditions} with {@code next} in place of the one of its type. {@code
   * lastTransitionTime} becomes {@code now} if the status differs, otherwise stays.
   */
  public static JsonArray set(JsonArray conditions, JsonObject next, Instant now) {
    List<JsonObject> out = new ArrayList<>();
    String type = next.string("type", "");
    boolean found = false;
    for (JsonObject old : conditions.objects()) {
      if (!type.equals(old.string("type"))) {
        out.add(old);
        continue;
      }
      found = true;
      boolean same = old.string("status", "").equals(next.string("status", ""));
      String since = same ? old.string("lastTransitionTime") : null;
      out.add(next.with("lastTransitionTime", since == null ? Time.seconds(now) : since));
    }
    if (!found) {
      out.add(next.with("lastTransitionTime", Time.seconds(now)));
    }
    return JsonArray.of(out);
  }
}
