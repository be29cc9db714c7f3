package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;

/** A pod's toleration; empty strings match everything. */
public record Toleration(String key, String operator, String value, String effect) {

  static Toleration of(JsonObject toleration) {
    return new Toleration(
        toleration.string("key", ""),
        toleration.string("operator", "Equal"),
        toleration.string("value", ""),
        toleration.string("effect", ""));
  }

  public boolean tolerates(Taint taint) {
    if (!effect.isEmpty() && !effect.equals(taint.effect())) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.key())) {
      return false;
    }
    return switch (operator) {
      case "Exists" -> true;
      case "Equal", "" -> value.equals(taint.value());
      case "Gt", "Lt" -> compares(taint.value());
      default -> false;
    };
  }

  private boolean compares(String of) {
    try {
      long tolerated = Long.parseLong(value);
      long there = Long.parseLong(of);
      return operator.equals("Gt") ? there > tolerated : there < tolerated;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
