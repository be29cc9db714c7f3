package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;

/** A node's taint. */
public record Taint(String key, String value, String effect) {
  public static final String NO_SCHEDULE = "NoSchedule";
  public static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";
  public static final String NO_EXECUTE = "NoExecute";

  static Taint of(JsonObject taint) {
    return new Taint(
        taint.string("key", ""), taint.string("value", ""), taint.string("effect", ""));
  }

  /** Keeps pods that do not tolerate it off the node. */
  public boolean repels() {
    return effect.equals(NO_SCHEDULE) || effect.equals(NO_EXECUTE);
  }
}
