package io.coxswain.api.verb;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import java.util.stream.Collectors;

/** A tree as Go's {@code %v} prints one: {@code map[spec:map[paused:true replicas:<nil>]]}. */
final class GoText {
  private GoText() {}

  static String of(Json value) {
    return switch (value) {
      case JsonObject object ->
          object.sorted().fields().entrySet().stream()
              .map(field -> field.getKey() + ":" + of(field.getValue()))
              .collect(Collectors.joining(" ", "map[", "]"));
      case JsonArray array ->
          array.stream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
      case JsonString string -> string.value();
      case JsonNull nothing -> "<nil>";
      default -> value.text();
    };
  }
}
