package io.coxswain.store.postgres;

import java.util.List;

/**
 * One kind as psql sees it: the view {@code cluster.<name>} and the functions {@code
 * cluster.<name>_as_of}.
 *
 * @param name of the view, at most 57 bytes, so that the functions' names fit
 * @param resource the storage resource, such as {@code deployments.apps}
 * @param columns beyond those every kind has
 */
public record View(
    String name, String resource, String kind, boolean namespaced, List<Column> columns) {
  /** What a column's value is. */
  public enum Type {
    TEXT("text"),
    INTEGER("bigint"),
    BOOLEAN("boolean"),
    TIME("timestamptz"),
    JSON("jsonb"),
    /** How many values the path finds. */
    COUNT("bigint"),
    /** The sum of the numbers the path finds. */
    SUM("bigint");

    final String sql;

    Type(String sql) {
      this.sql = sql;
    }
  }

  /**
   * A further column.
   *
   * @param path fields joined by dots, such as {@code status.phase}; or an SQL/JSON path, which
   *     begins with {@code $}
   */
  public record Column(String name, Type type, String path) {}
}
