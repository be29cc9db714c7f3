package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Writes down a kind's columns, each with its cell (upstream: pkg/printers/internalversion). A
 * server fills in all cells, those of {@code -o wide} too; clients choose what they show.
 */
final class Table {
  /** What stands in a column for one object. */
  interface Cell {
    Json of(JsonObject object, Instant now);
  }

  private final List<Columns.Column> columns = new ArrayList<>();
  private final List<Cell> cells = new ArrayList<>();
  private int priority;

  private Table() {}

  static Table nothing() {
    return new Table();
  }

  /** A table whose first column is the object's name. */
  static Table named() {
    return new Table().name();
  }

  Table name() {
    return name(Cells::name);
  }

  /** The object's name with something to it. */
  Table name(Function<JsonObject, Json> cell) {
    return add("Name", "string", "name", "The object's name.", (o, now) -> cell.apply(o));
  }

  /** A missing text is shown as an empty one. */
  Table text(String name, String description, Function<JsonObject, String> cell) {
    return add(name, "string", "", description, (o, now) -> Cells.text(cell.apply(o)));
  }

  /** A missing or empty text is shown as {@code <none>}. */
  Table textOrNone(String name, String description, Function<JsonObject, String> cell) {
    return add(name, "string", "", description, (o, now) -> Cells.orNone(cell.apply(o)));
  }

  Table integer(String name, String description, ToLongFunction<JsonObject> cell) {
    return add(name, "integer", "", description, (o, now) -> Json.of(cell.applyAsLong(o)));
  }

  /** A number in a column that says it holds texts, as many of upstream's do. */
  Table count(String name, String description, ToLongFunction<JsonObject> cell) {
    return cell(name, description, (o, now) -> Json.of(cell.applyAsLong(o)));
  }

  Table flag(String name, String description, Predicate<JsonObject> cell) {
    return add(name, "boolean", "", description, (o, now) -> Json.of(cell.test(o)));
  }

  /** Any cell in a column of texts. */
  Table cell(String name, String description, Cell cell) {
    return add(name, "string", "", description, cell);
  }

  /** Any cell in a column of any type and format. */
  Table typed(String name, String type, String format, String description, Cell cell) {
    return add(name, type, format, description, cell);
  }

  Table age() {
    return cell("Age", "The time since the object was created.", Cells::age);
  }

  /** What follows is shown with {@code -o wide} only. */
  Table wide() {
    priority = 1;
    return this;
  }

  /** What follows is always shown again. */
  Table shown() {
    priority = 0;
    return this;
  }

  /** Containers and images of a pod's spec. */
  Table containers(Function<JsonObject, JsonObject> podSpec) {
    return text(
            "Containers",
            "Names of each container in the template.",
            o -> Cells.containers(podSpec.apply(o)))
        .text(
            "Images",
            "Images referenced by each container in the template.",
            o -> Cells.images(podSpec.apply(o)));
  }

  /** What the workload selects. */
  Table selector(Function<JsonObject, String> cell) {
    return text("Selector", "The labels of the pods that are counted.", cell);
  }

  private Table add(String name, String type, String format, String description, Cell cell) {
    columns.add(new Columns.Column(name, type, format, description, priority));
    cells.add(cell);
    return this;
  }

  /** A column whose cell comes with those of the others: see {@link #columns(BiFunction)}. */
  Table heading(String name, String description) {
    return add(name, "string", "", description, null);
  }

  /** The columns, for rows that are made as a whole. */
  Columns columns(BiFunction<JsonObject, Instant, List<Json>> rows) {
    return new Columns(List.copyOf(columns), rows);
  }

  Columns columns() {
    List<Cell> row = List.copyOf(cells);
    return new Columns(
        List.copyOf(columns),
        (object, now) -> {
          List<Json> out = new ArrayList<>(row.size());
          for (Cell cell : row) {
            out.add(cell.of(object, now));
          }
          return out;
        });
  }
}
