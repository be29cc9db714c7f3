package io.coxswain.store.postgres;

import io.coxswain.kube.ApiException;
import io.coxswain.store.Epoch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;

/** Opens connections that are fit for the ledger. */
final class Session {
  /** How far revisions leap when the tail may have been lost: more than any tail can hold. */
  private static final long LEAP = 1_000_000_000L;

  /**
   * They also leap beyond what the clock says, a million a second since 2026: what is promoted next
   * may be a standby that has not even seen the last leap.
   */
  private static final String CLOCK =
      "greatest(0, extract(epoch from now() - '2026-01-01 00:00:00+00')::bigint + 1) * 1000000";

  private Session() {}

  /** A connection with its settings, and which database it leads to. */
  record Opened(PgConnection connection, Epoch epoch) {}

  /**
   * Connects, checks that it is the server itself and may write, migrates the schema where it is
   * older. Where the database is not the one of before, a lane makes the revisions leap; others
   * come back later: a superseded primary that is still alive must not be made one of our own by
   * somebody who only reads.
   *
   * @param name shown in {@code pg_stat_activity}; the fence finds a lost lane's backend by it
   */
  static Future<Opened> open(Vertx vertx, PgConnectOptions address, String name, boolean isLane) {
    PgConnectOptions options =
        new PgConnectOptions(address)
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheSqlLimit(8192)
            .setPipeliningLimit(256)
            .addProperty("application_name", name)
            .addProperty("client_min_messages", "warning");
    return PgConnection.connect(vertx, options)
        .compose(
            connection ->
                prepare(quiet(connection), isLane)
                    .map(epoch -> new Opened(connection, epoch))
                    .recover(
                        error -> {
                          connection.close();
                          return Future.failedFuture(error);
                        }));
  }

  /** What breaks a connection also closes it, and that is reported. */
  private static PgConnection quiet(PgConnection connection) {
    return connection.exceptionHandler(ignored -> {});
  }

  private static Future<Epoch> prepare(PgConnection connection, boolean isLane) {
    return connection
        .query(
            """
            select pg_backend_pid(), pg_is_in_recovery(),
              current_setting('server_version_num')::integer,
              current_setting('fsync'), current_setting('synchronous_commit')\
            """)
        .execute()
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              if (row.getInteger(0) != connection.processId()) {
                return Future.failedFuture(
                    ApiException.unavailable(
                        "there is a connection pooler in front of PostgreSQL; the ledger needs a"
                            + " direct connection (session locks, notifications)"));
              }
              if (row.getBoolean(1)) {
                return Future.failedFuture(
                    ApiException.unavailable("the database is a standby, not the primary"));
              }
              if (row.getInteger(2) < 150000) {
                return Future.failedFuture(
                    ApiException.unavailable(
                        "PostgreSQL 15 or later is needed, this is " + row.getInteger(2) / 10000));
              }
              if (isLane) {
                Durability.look(row.getString(3), row.getString(4));
              }
              // Plans must not depend on tables having been empty when a statement was prepared.
              return connection
                  .query(
                      """
                      set search_path = coxswain;
                      set enable_seqscan = off; set enable_hashjoin = off;
                      set enable_mergejoin = off; set jit = off;
                      set plan_cache_mode = force_generic_plan;
                      set default_transaction_isolation = 'read committed';
                      set idle_in_transaction_session_timeout = '5s'\
                      """)
                  .execute();
            })
        .compose(ignored -> identity(connection))
        .compose(
            actual ->
                Schema.version(connection)
                    .compose(
                        version ->
                            Schema.isCurrent(version)
                                ? Future.succeededFuture()
                                : Schema.migrate(connection, actual.system(), actual.timeline()))
                    .compose(ignored -> follow(connection, actual, isLane)));
  }

  /** What the database itself says it is; the epoch's id is not known yet. */
  private record Actual(String system, int timeline) {
    boolean is(Epoch recorded) {
      return recorded.isOf(system, timeline);
    }
  }

  /** The timeline comes from the log's file name: the control file lags behind a promotion. */
  private static Future<Actual> identity(PgConnection connection) {
    return connection
        .query(
            """
            select system_identifier::text,
              substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
            from pg_control_system()\
            """)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Actual(row.getString(0), Integer.parseUnsignedInt(row.getString(1), 16));
            });
  }

  private static Future<Epoch> follow(PgConnection connection, Actual actual, boolean isLane) {
    return recorded(connection)
        .compose(
            recorded -> {
              if (actual.is(recorded)) {
                return Future.succeededFuture(recorded);
              }
              return isLane
                  ? leap(connection, actual)
                  : Future.failedFuture(
                      ApiException.unavailable(
                          "the database was promoted, and no lane has followed it yet"));
            });
  }

  private static Future<Epoch> recorded(PgConnection connection) {
    return connection
        .query("select system_id, timeline, epoch from coxswain.ledger")
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Epoch(row.getString(0), row.getInteger(1), row.getUUID(2));
            });
  }

  /** Under the order lock, once: whoever comes second finds the epoch recorded. */
  private static Future<Epoch> leap(PgConnection connection, Actual actual) {
    return connection
        .query("begin; select pg_advisory_xact_lock(" + Schema.ORDER_LOCK + ")")
        .execute()
        .compose(ignored -> recorded(connection))
        .compose(
            recorded ->
                actual.is(recorded)
                    ? Future.succeededFuture()
                    : connection
                        .query("select coalesce(max(high), 0), " + CLOCK + " from coxswain.batch")
                        .execute()
                        .map(rows -> rows.iterator().next())
                        .map(row -> Math.max((row.getLong(0) / LEAP + 1) * LEAP, row.getLong(1)))
                        .compose(to -> Schema.partitions(connection, to).map(ignored -> to))
                        .compose(to -> connection.query(leapTo(to, actual)).execute())
                        .mapEmpty())
        .compose(ignored -> connection.query("commit").execute())
        .compose(ignored -> recorded(connection));
  }

  private static String leapTo(long to, Actual actual) {
    return """
        insert into coxswain.batch(writer, seq, low, high) values (gen_random_uuid(), 0, %1$d, %1$d);
        update coxswain.ledger set compacted = %1$d, system_id = '%2$s', timeline = %3$d,
          epoch = gen_random_uuid()\
        """
        .formatted(to, actual.system(), actual.timeline());
  }
}
