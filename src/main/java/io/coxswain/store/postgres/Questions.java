package io.coxswain.store.postgres;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Queries that people type, asked as the reading role: the database decides what they may see. */
public final class Questions {
  private final Vertx vertx;
  private final Supplier<PgConnectOptions> reader;

  /**
   * @param reader how the reading role connects ({@link Views#reader})
   */
  public Questions(Vertx vertx, Supplier<PgConnectOptions> reader) {
    this.vertx = vertx;
    this.reader = reader;
  }

  /** For psql and everything else that takes such an address; it holds the password. */
  public String dsn() {
    PgConnectOptions to = reader.get();
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(to.getUser(), to.getPassword(), to.getHost(), to.getPort(), to.getDatabase());
  }

  /**
   * {@code {columns: [name], rows: [[value]], more: whether rows were left out}}.
   *
   * @return fails with BadRequest in PostgreSQL's words where the query is wrong or not allowed
   */
  public Future<JsonObject> ask(String sql, int limit) {
    PgConnectOptions options =
        new PgConnectOptions(reader.get()).addProperty("application_name", "coxswain-sql");
    return PgConnection.connect(vertx, options)
        .compose(
            connection ->
                connection
                    .query("begin isolation level repeatable read read only")
                    .execute()
                    .compose(ignored -> connection.prepare(sql))
                    .compose(statement -> rows(statement, limit))
                    .eventually(() -> connection.close()))
        .recover(error -> Future.failedFuture(explained(error, options.getUser())));
  }

  private static Future<JsonObject> rows(PreparedStatement statement, int limit) {
    Cursor cursor = statement.cursor(Tuple.tuple());
    return cursor.read(limit).map(rows -> answer(rows, cursor.hasMore()));
  }

  private static JsonObject answer(RowSet<Row> found, boolean more) {
    List<Json> rows = new ArrayList<>(found.size());
    for (Row row : found) {
      List<Json> cells = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        cells.add(value(row.getValue(i)));
      }
      rows.add(JsonArray.of(cells));
    }
    List<String> columns = found.columnsNames() == null ? List.of() : found.columnsNames();
    return JsonObject.builder()
        .put("columns", JsonArray.ofStrings(columns))
        .put("rows", JsonArray.of(rows))
        .put("more", more)
        .build();
  }

  private static Json value(Object value) {
    if (value == null || value == Tuple.JSON_NULL) {
      return JsonNull.NULL;
    }
    if (value instanceof io.vertx.core.json.JsonObject
        || value instanceof io.vertx.core.json.JsonArray
        || value instanceof Number
        || value instanceof Boolean) {
      return JsonParser.parse(value.toString());
    }
    if (value instanceof Buffer bytes) {
      return Json.of("\\x" + HexFormat.of().formatHex(bytes.getBytes()));
    }
    if (value.getClass().isArray()) {
      List<Json> items = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        items.add(value(Array.get(value, i)));
      }
      return JsonArray.of(items);
    }
    return Json.of(value.toString());
  }

  private static ApiException explained(Throwable error, String role) {
    if (!(error instanceof PgException refused)) {
      return History.explained(error);
    }
    return switch (refused.getSqlState()) {
      case "28P01", "28000" ->
          ApiException.unavailable(
              "the database has no usable role "
                  + role
                  + ": the server's user may not make roles there, or is still starting");
      case "57014" -> ApiException.badRequest("the query took longer than the role may");
      default -> ApiException.badRequest(refused.getErrorMessage());
    };
  }
}
