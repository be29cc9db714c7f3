package io.coxswain.store.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps the schema {@code cluster} in line with the kinds there are, and a role that may read it
 * and nothing else. What is right already is not touched: each definition's digest is its comment.
 */
public final class Views {
  private static final String MARK = "coxswain ";
  private static final long LOCK = Schema.SCHEMA_LOCK + 1;

  private final Vertx vertx;
  private final Supplier<PgConnectOptions> address;
  private final String password;

  /**
   * @param password of the reading role; letters and digits
   */
  public Views(Vertx vertx, Supplier<PgConnectOptions> address, String password) {
    this.vertx = vertx;
    this.address = address;
    this.password = password;
  }

  /** How the reading role connects. It is named after the database: roles are not of one. */
  public static PgConnectOptions reader(PgConnectOptions owner, String password) {
    return new PgConnectOptions(owner).setUser(role(owner.getDatabase())).setPassword(password);
  }

  private static String role(String database) {
    return database + "_reader";
  }

  /** Makes what is missing, drops what is too much, in one transaction. */
  public Future<Void> refresh(List<View> views) {
    PgConnectOptions options = new PgConnectOptions(address.get());
    return PgConnection.connect(vertx, options.addProperty("application_name", "coxswain-views"))
        .compose(
            connection ->
                connection
                    .query(
                        "begin; set local lock_timeout = '2s'; set local statement_timeout = '60s';"
                            + " set local client_min_messages = warning;"
                            + " select pg_advisory_xact_lock("
                            + LOCK
                            + ")")
                    .execute()
                    .compose(ignored -> common(connection, options.getDatabase()))
                    .compose(ignored -> present(connection))
                    .compose(present -> follow(connection, views, present, options.getDatabase()))
                    .compose(ignored -> connection.query("commit").execute())
                    .eventually(() -> connection.close()))
        .mapEmpty();
  }

  /** The schema, its functions and the role. */
  private Future<Void> common(SqlConnection connection, String database) {
    String role = ViewSql.quoted(role(database));
    String access = ReaderRole.sql(role, ViewSql.quoted(database), password);
    String digest = MARK + digest(ViewSql.COMMON + access);
    return connection
        .query(
            "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = 'cluster'")
        .execute()
        .compose(
            found -> {
              String comment = found.size() == 0 ? "" : found.iterator().next().getString(0);
              if (found.size() > 0 && (comment == null || !comment.startsWith(MARK))) {
                return Future.failedFuture(
                    "this database has a schema named cluster that is not ours");
              }
              if (comment.equals(digest)) {
                return Future.succeededFuture();
              }
              return connection
                  .query(
                      "drop schema if exists cluster cascade; create schema cluster;"
                          + ViewSql.kinds(List.of(new View("", "", "", false, List.of())))
                          + ViewSql.COMMON
                          + access
                          + "comment on schema cluster is '"
                          + digest
                          + "'")
                  .execute()
                  .mapEmpty();
            });
  }

  private static Future<Map<String, String>> present(SqlConnection connection) {
    return connection
        .query(
            """
            select c.relname, obj_description(c.oid, 'pg_class') from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'cluster' and c.relkind = 'v'\
            """)
        .execute()
        .map(
            found -> {
              Map<String, String> out = new HashMap<>();
              for (Row row : found) {
                out.put(row.getString(0), row.getString(1) == null ? "" : row.getString(1));
              }
              return out;
            });
  }

  private static Future<Void> follow(
      SqlConnection connection, List<View> views, Map<String, String> present, String database) {
    StringBuilder sql = new StringBuilder();
    Map<String, String> left = new HashMap<>(present);
    String kinds = ViewSql.kinds(views);
    boolean renewed = change(sql, "kinds", kinds, left.remove("kinds"));
    left.remove("changes");
    for (View view : views) {
      String create = ViewSql.create(view);
      String was = left.remove(view.name());
      String drop = was == null ? "" : drop(view.name());
      renewed |= change(sql, view.name(), drop + create, create, was);
    }
    for (String name : left.keySet()) {
      sql.append(drop(name));
      renewed = true;
    }
    if (!renewed) {
      return Future.succeededFuture();
    }
    sql.append(ReaderRole.grants(ViewSql.quoted(role(database))));
    return connection.query(sql.toString()).execute().mapEmpty();
  }

  private static boolean change(StringBuilder sql, String name, String create, String was) {
    return change(sql, name, create, create, was);
  }

  private static boolean change(
      StringBuilder sql, String name, String statements, String definition, String was) {
    String digest = MARK + digest(definition);
    if (digest.equals(was)) {
      return false;
    }
    sql.append(statements)
        .append("comment on view cluster.")
        .append(ViewSql.quoted(name))
        .append(" is '")
        .append(digest)
        .append("';");
    return true;
  }

  /** Its functions depend on its row type. */
  private static String drop(String name) {
    return "drop view cluster." + ViewSql.quoted(name) + " cascade;";
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
