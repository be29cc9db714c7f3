package io.coxswain.store.postgres;

import io.coxswain.kube.ApiException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a backup's rows into a database without a cluster, in one transaction: all or nothing.
 * Revisions leap beyond everything the cluster may have given out since the backup, so that every
 * client that saw more than it is told 410.
 */
public final class Restoration {
  /** Revisions leap by this, as after a failover. */
  private static final long LEAP = 1_000_000_000L;

  /**
   * From here on every ten seconds have a leap of their own: of two restorations of one backup the
   * later gives out no revision of the earlier.
   */
  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final PgConnection connection;
  private final Map<String, Section> sections = new HashMap<>();
  private final Set<Long> partitions = new HashSet<>();

  private Restoration(PgConnection connection) {
    this.connection = connection;
  }

  /**
   * Begins; refuses a database that holds a cluster, and changes nothing then.
   *
   * @param platform statements that make the platform's tables
   * @param more the sections of those
   */
  public static Future<Restoration> begin(
      Vertx vertx, PgConnectOptions address, String platform, List<Section> more) {
    PgConnectOptions options =
        new PgConnectOptions(address).addProperty("application_name", "coxswain-restore");
    return PgConnection.connect(vertx, options)
        .compose(
            connection -> {
              Restoration out = new Restoration(connection);
              Archive.sections(true).forEach(s -> out.sections.put(s.name(), s));
              more.forEach(s -> out.sections.put(s.name(), s));
              return out.prepare(platform).map(out).onFailure(error -> connection.close());
            });
  }

  private Future<Void> prepare(String platform) {
    return connection
        .query(
            """
            set timezone = 'UTC'; set jit = off; set client_min_messages = warning;
            begin; select pg_advisory_xact_lock(%d);\
            """
                .formatted(Schema.SCHEMA_LOCK))
        .execute()
        .compose(
            ignored ->
                connection
                    .query(
                        """
                        select current_setting('server_version_num')::integer, pg_is_in_recovery(),
                          exists (select from pg_namespace where nspname = 'coxswain'),
                          current_database()\
                        """)
                    .execute())
        .compose(
            found -> {
              Row row = found.iterator().next();
              if (row.getInteger(0) < 150000) {
                return Future.failedFuture(
                    refused(
                        "PostgreSQL 15 or later is needed, this is " + row.getInteger(0) / 10000));
              }
              if (row.getBoolean(1)) {
                return Future.failedFuture(refused("the database is a standby, not the primary"));
              }
              if (row.getBoolean(2)) {
                return Future.failedFuture(
                    refused(
                        "the database "
                            + row.getString(3)
                            + " already holds a cluster (a schema coxswain): a backup is restored"
                            + " into an empty one only"));
              }
              return connection
                  .query(
                      Schema.creation("restored", 0)
                          + "set local search_path = coxswain;"
                          + platform)
                  .execute();
            })
        .mapEmpty();
  }

  /**
   * @param rows of one section, JSON
   */
  public Future<Void> add(String name, List<String> rows) {
    Section section = sections.get(name);
    if (section == null) {
      return Future.failedFuture(refused("it has rows of an unknown kind: " + name));
    }
    String array = "[" + String.join(",", rows) + "]";
    Future<Void> ready = section == Archive.CHANGES ? partitions(array) : Future.succeededFuture();
    return ready
        .compose(ignored -> connection.preparedQuery(section.insert()).execute(Tuple.of(array)))
        .mapEmpty();
  }

  /** Those that the changes go to; revisions have gaps as wide as a leap. */
  private Future<Void> partitions(String array) {
    return connection
        .preparedQuery(
            """
            select distinct (r ->> 'revision')::bigint / %1$d * %1$d
            from json_array_elements($1::text::json) r\
            """
                .formatted(Schema.PARTITION))
        .execute(Tuple.of(array))
        .compose(
            found -> {
              StringBuilder sql = new StringBuilder();
              for (Row row : found) {
                if (partitions.add(row.getLong(0))) {
                  sql.append(Schema.partition(row.getLong(0)));
                }
              }
              return sql.isEmpty()
                  ? Future.succeededFuture()
                  : connection.query(sql.toString()).execute().mapEmpty();
            });
  }

  /**
   * Makes the revisions leap and commits.
   *
   * @param revision of the backup
   * @param kept how far back its history reaches; negative: it has none
   */
  public Future<Void> finish(long revision, long kept, Instant now) {
    long tens = Math.max(0, (now.getEpochSecond() - BEGINNING.getEpochSecond()) / 10);
    long to = Math.max(revision / LEAP + 1, tens) * LEAP;
    return connection
        .query(
            """
            insert into coxswain.batch(writer, seq, low, high)
            values (gen_random_uuid(), 0, %1$d, %1$d);
            update coxswain.ledger set compacted = %1$d, kept = %2$d\
            """
                .formatted(to, kept < 0 ? to : kept))
        .execute()
        .compose(ignored -> Schema.partitions(connection, to))
        .compose(ignored -> connection.query("commit").execute())
        .compose(
            ignored ->
                connection
                    .query(
                        "analyze coxswain.object, coxswain.change, coxswain.base, coxswain.batch")
                    .execute())
        .eventually(() -> connection.close())
        .mapEmpty();
  }

  /** Leaves the database as it was. */
  public Future<Void> abandon() {
    return connection.close();
  }

  private static ApiException refused(String why) {
    return ApiException.badRequest(why);
  }
}
