package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The columns a CustomResourceDefinition names; without any, the age. */
final class CustomColumns {
  private static final JsonObject AGE =
      JsonObject.builder()
          .put("name", "Age")
          .put("type", "date")
          .put("jsonPath", ".metadata.creationTimestamp")
          .build();

  private CustomColumns() {}

  static Columns of(List<JsonObject> definitions) {
    List<JsonObject> own = definitions.isEmpty() ? List.of(AGE) : definitions;
    List<Columns.Column> columns = new ArrayList<>();
    columns.add(Columns.DEFAULT.columns().getFirst());
    for (JsonObject definition : own) {
      String name = definition.string("name", "");
      columns.add(
          new Columns.Column(
              name,
              definition.string("type", "string"),
              definition.string("format", ""),
              definition.string(
                  "description",
                  "Custom resource definition column (in JSONPath format): "
                      + definition.string("jsonPath", "")),
              (int) definition.integer("priority", 0)));
    }
    return new Columns(columns, (object, now) -> cells(own, object, now));
  }

  private static List<Json> cells(List<JsonObject> definitions, JsonObject object, Instant now) {
    List<Json> out = new ArrayList<>();
    out.add(Json.of(Meta.name(object)));
    for (JsonObject definition : definitions) {
      List<Json> found = SimplePath.find(object, definition.string("jsonPath", ""));
      out.add(cell(definition.string("type", "string"), found, now));
    }
    return out;
  }

  private static Json cell(String type, List<Json> found, Instant now) {
    if (found.isEmpty() || found.getFirst() == JsonNull.NULL) {
      return JsonNull.NULL;
    }
    Json first = found.getFirst();
    return switch (type) {
      case "integer" ->
          first instanceof JsonNumber number ? Json.of(number.longValue()) : JsonNull.NULL;
      case "number" -> first instanceof JsonNumber ? first : JsonNull.NULL;
      case "boolean" -> first instanceof JsonBool ? first : JsonNull.NULL;
      case "date" ->
          first instanceof JsonString time
              ? Json.of(HumanDuration.since(time.value(), now))
              : JsonNull.NULL;
      default -> Json.of(found.stream().map(SimplePath::text).collect(Collectors.joining(" ")));
    };
  }
}
