package io.coxswain.store.postgres;

/**
 * A table in a backup.
 *
 * @param name names its rows in the file
 * @param select gives each row as JSON text, in an order of its own that is always the same
 * @param insert writes rows; {@code $1} is a JSON array of them
 */
public record Section(String name, String select, String insert) {

  /** A table whose every column travels as PostgreSQL prints it in JSON. */
  public static Section whole(String table, String key) {
    return new Section(
        table,
        "select row_to_json(t)::text from coxswain.%1$s t order by t.%2$s".formatted(table, key),
        "insert into coxswain.%1$s select * from json_populate_recordset(null::coxswain.%1$s, $1::text::json)"
            .formatted(table));
  }
}
