package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The columns of a kind's {@code meta.k8s.io Table} and its cells for one object at a given time.
 */
public record Columns(List<Column> columns, BiFunction<JsonObject, Instant, List<Json>> cells) {

  /**
   * @param priority 0: always shown, 1: with {@code -o wide}
   */
  public record Column(String name, String type, String format, String description, int priority) {}

  /** Name and creation time, as upstream prints kinds without columns of their own. */
  public static final Columns DEFAULT =
      new Columns(
          List.of(
              new Column("Name", "string", "name", "Name must be unique within a namespace.", 0),
              new Column(
                  "Created At",
                  "date",
                  "",
                  "CreationTimestamp is a timestamp representing the server time when this object"
                      + " was created.",
                  0)),
          (object, now) ->
              List.of(
                  Json.of(object.object("metadata").string("name", "")),
                  Json.of(object.object("metadata").string("creationTimestamp", ""))));
}
