package io.coxswain.store.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the ledger for a backup: rows as text, of one snapshot, a few at a time. Sealed bodies stay
 * sealed. One user, one call after the other.
 */
public final class Archive {
  /** Rows at a time: each may be large, and all are in memory at once. */
  private static final int ROWS = 32;

  private static final String BODY =
      """
      case when key = 0 then convert_from(body, 'UTF8')
        else replace(encode(body, 'base64'), E'\\n', '') end\
      """;

  private static final String OPENED =
      "case when key = 0 then convert_to(body, 'UTF8') else decode(body, 'base64') end";

  static final Section OBJECTS =
      new Section(
          "object",
          """
          select json_build_object('resource', resource, 'namespace', namespace, 'name', name,
            'uid', uid, 'created', created, 'revision', revision, 'version', version,
            'expires', expires, 'key', key, 'body', %s)::text
          from coxswain.object order by resource, namespace, name\
          """
              .formatted(BODY),
          """
          insert into coxswain.object(resource, namespace, name, uid, created, revision, version,
            expires, key, body)
          select resource, namespace, name, uid, created, revision, version, expires, key, %s
          from json_to_recordset($1::text::json) as t(resource text, namespace text, name text,
            uid text, created timestamptz, revision bigint, version text, expires timestamptz,
            key smallint, body text)\
          """
              .formatted(OPENED));

  static final Section CHANGES =
      new Section(
          "change",
          """
          select json_build_object('revision', revision, 'op', op, 'resource', resource,
            'namespace', namespace, 'name', name, 'uid', uid, 'version', version, 'by', by,
            'manager', manager, 'key', key, 'body', %s)::text
          from coxswain.change order by revision\
          """
              .formatted(BODY),
          """
          insert into coxswain.change(revision, op, resource, namespace, name, uid, version, by,
            manager, key, body)
          select revision, op, resource, namespace, name, uid, version, by, manager, key, %s
          from json_to_recordset($1::text::json) as t(revision bigint, op smallint, resource text,
            namespace text, name text, uid text, version text, by text, manager text, key smallint,
            body text)\
          """
              .formatted(OPENED));

  private static final Section BASE =
      new Section(
          "base",
          """
          select json_build_object('resource', resource, 'namespace', namespace, 'name', name,
            'revision', revision, 'uid', uid, 'version', version, 'key', key, 'body', %s)::text
          from coxswain.base order by resource, namespace, name\
          """
              .formatted(BODY),
          """
          insert into coxswain.base(resource, namespace, name, revision, uid, version, key, body)
          select resource, namespace, name, revision, uid, version, key, %s
          from json_to_recordset($1::text::json) as t(resource text, namespace text, name text,
            revision bigint, uid text, version text, key smallint, body text)\
          """
              .formatted(OPENED));

  private static final Section BATCHES =
      new Section(
          "batch",
          """
          select json_build_object('writer', writer, 'seq', seq, 'low', low, 'high', high,
            'at', at)::text
          from coxswain.batch where high > 0 order by high, writer, seq\
          """,
          """
          insert into coxswain.batch(writer, seq, low, high, at)
          select writer, seq, low, high, at
          from json_to_recordset($1::text::json) as t(writer uuid, seq bigint, low bigint,
            high bigint, at timestamptz)\
          """);

  private final PgConnection connection;
  private final List<Section> left;
  private final long revision;
  private final long kept;
  private Cursor cursor;
  private Section section;
  private boolean more;

  private Archive(PgConnection connection, List<Section> sections, long revision, long kept) {
    this.connection = connection;
    this.left = new ArrayList<>(sections);
    this.revision = revision;
    this.kept = kept;
  }

  /** The tables of the ledger. */
  public static List<Section> sections(boolean history) {
    return history ? List.of(OBJECTS, BATCHES, BASE, CHANGES) : List.of(OBJECTS);
  }

  /**
   * Opens a snapshot.
   *
   * @param sections the tables to read, in this order
   */
  public static Future<Archive> open(
      Vertx vertx, PgConnectOptions address, List<Section> sections) {
    PgConnectOptions options =
        new PgConnectOptions(address).addProperty("application_name", "coxswain-backup");
    return PgConnection.connect(vertx, options)
        .compose(
            connection ->
                connection
                    .query(
                        // In the keys' order by their indexes: a sort would hold every row.
                        """
                        set timezone = 'UTC'; set jit = off; set enable_sort = off;
                        set enable_seqscan = off; set client_min_messages = warning;
                        begin isolation level repeatable read read only\
                        """)
                    .execute()
                    .compose(
                        ignored ->
                            connection
                                .query(
                                    """
                                    select (select coalesce(max(high), 0) from coxswain.batch), kept
                                    from coxswain.ledger\
                                    """)
                                .execute())
                    .map(
                        found -> {
                          Row row = found.iterator().next();
                          return new Archive(connection, sections, row.getLong(0), row.getLong(1));
                        })
                    .onFailure(error -> connection.close()));
  }

  /** Everything up to here is in it, and nothing later. */
  public long revision() {
    return revision;
  }

  /** History reaches back to here. */
  public long kept() {
    return kept;
  }

  /** Some rows as {@code <section> <JSON>}; none at the end. */
  public Future<List<String>> next() {
    if (more) {
      String name = section.name();
      return cursor
          .read(ROWS)
          .compose(
              found -> {
                more = cursor.hasMore();
                List<String> out = new ArrayList<>(found.size());
                for (Row row : found) {
                  out.add(name + " " + row.getString(0));
                }
                return out.isEmpty() ? next() : Future.succeededFuture(out);
              });
    }
    if (left.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Future<Void> closed = cursor == null ? Future.succeededFuture() : cursor.close();
    section = left.removeFirst();
    return closed
        .compose(ignored -> connection.prepare(section.select()))
        .compose(
            statement -> {
              cursor = statement.cursor(Tuple.tuple());
              more = true;
              return next();
            });
  }

  /** Gives the snapshot up. */
  public Future<Void> close() {
    return connection.close();
  }
}
