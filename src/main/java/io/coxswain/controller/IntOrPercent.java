package io.coxswain.controller;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonString;

/** The values of {@code IntOrString} fields that are a number or a percentage. */
public final class IntOrPercent {
  private IntOrPercent() {}

  /** {@code value} of {@code total}; zero where it is neither a number nor a percentage. */
  public static int of(Json value, int total, boolean roundUp) {
    return switch (value) {
      case JsonNumber n -> n.intValue();
      case JsonString s when s.value().endsWith("%") -> {
        try {
          long percent = Long.parseLong(s.value().substring(0, s.value().length() - 1));
          long product = percent * total;
          yield (int) (roundUp ? Math.ceilDiv(product, 100) : Math.floorDiv(product, 100));
        } catch (NumberFormatException e) {
          yield 0;
        }
      }
      case null, default -> 0;
    };
  }
}
