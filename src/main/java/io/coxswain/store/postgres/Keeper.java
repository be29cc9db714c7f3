package io.coxswain.store.postgres;

import io.coxswain.store.Ages;
import io.coxswain.store.Event;
import io.coxswain.store.Op;
import io.coxswain.store.Retention;
import io.coxswain.store.Stored;
import io.coxswain.store.Write;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Partitions ahead, the two horizons, and what has expired; each time on a connection of its own.
 */
final class Keeper {
  private static final int ENDED = 2000;

  /**
   * History of so many revisions stays, however old: what became of a write may be asked for, and
   * revisions are counted on from the newest batch.
   */
  private static final long SETTLED = 10_000;

  /** How long a fence stands; so much later nobody can still commit its batch. */
  private static final Duration FENCES = Duration.ofDays(7);

  /** More is not served however young it is: hours of writing without a break. */
  private static final long SERVED_REVISIONS = 10_000_000;

  private static final long SERVED_BYTES = 1L << 30;

  /** A leader that has not led for long keeps so many objects that end by themselves. */
  private static final int ENDING = 20_000;

  /** Partitions, each with the bytes of it and all later ones. */
  private static final String SIZES =
      """
      with part as (
        select substr(c.relname, 8)::bigint as first, pg_total_relation_size(c.oid) as bytes
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'coxswain.change'::regclass and c.relname ~ '^change_[0-9]+$'
      ), fitting as (
        select first, sum(bytes) over (order by first desc) as bytes from part
      )
      """;

  private final Vertx vertx;
  private final Rows rows;
  private final Duration served;
  private final Retention retention;
  private final Ages ages;

  /**
   * @param served how long the API serves the past
   * @param retention how much history is kept (whole partitions)
   */
  Keeper(Vertx vertx, Rows rows, Duration served, Retention retention) {
    this.vertx = vertx;
    this.rows = rows;
    this.retention = retention;
    this.served = served;
    this.ages = new Ages(longer(served, retention.longestLife()), retention.age());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  Future<Event> keep(PgConnectOptions address, long high, boolean leading) {
    return Session.open(vertx, address, "coxswain-keeper", false)
        .compose(
            opened ->
                work(opened.connection(), high, leading)
                    .eventually(() -> opened.connection().close()));
  }

  private Future<Event> work(PgConnection connection, long high, boolean leading) {
    return connection
        .query("set lock_timeout = '200ms'; set statement_timeout = '20s'")
        .execute()
        .compose(
            ignored ->
                transaction(
                    connection, Schema.SCHEMA_LOCK, () -> Schema.partitions(connection, high)))
        .compose(
            end ->
                leading
                    ? lead(connection).map(deletes -> new Event.Kept(end, deletes))
                    : Future.succeededFuture(new Event.Kept(end, List.of())));
  }

  /** What goes by age: as far as this server has seen the time pass. */
  private Future<List<Write>> lead(PgConnection connection) {
    return connection
        .query(
            """
            select (select coalesce(max(high), 0) from batch),
              (select coalesce(max(lived), -1) from mark), (select epoch from ledger)\
            """)
        .execute()
        .compose(
            found -> {
              Row row = found.iterator().next();
              long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
              long head = row.getLong(0);
              ages.look(elapsed, head, row.getLong(1), row.getUUID(2));
              return endLongReaders(connection)
                  .compose(ignored -> compact(connection, head))
                  .compose(ignored -> mark(connection, head))
                  .compose(ignored -> forget(connection))
                  .compose(ignored -> ended(connection));
            });
  }

  /** A person's forgotten psql would keep vacuum from every row that died since. */
  private static Future<Void> endLongReaders(PgConnection connection) {
    return connection
        .query(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and usename = current_database() || '_reader'
              and xact_start < now() - interval '10 minutes'\
            """)
        .execute()
        .<Void>mapEmpty()
        .otherwiseEmpty(); // where this user may not
  }

  /**
   * The served horizon follows what this server has seen grow old; the row is written only when it
   * moves, and not waited for until it is durable: it reaches the disk with the next batch, and
   * what a lost row would let be served again is still there. Where leaders change so often that
   * none sees anything grow old, number and size bound what is served.
   */
  private Future<Void> compact(PgConnection connection, long head) {
    long old = ages.old(served);
    String sql =
        old > 0
            ? "update ledger set compacted = $1 where compacted < $1"
            : SIZES
                + """
                update ledger set compacted = bound.revision from (
                  select greatest($1::bigint - $2::bigint, coalesce(
                    (select max(first) - 1 from fitting where bytes > $3::bigint), 0)) as revision) bound
                where bound.revision > ledger.compacted and $1 > 0\
                """;
    long most = Math.max(SERVED_BYTES, Math.min(retention.bytes(), Long.MAX_VALUE / 2) * 2);
    return connection
        .query("set synchronous_commit = off")
        .execute()
        .compose(
            ignored ->
                connection
                    .preparedQuery(sql)
                    .execute(old > 0 ? Tuple.of(old) : Tuple.of(head, SERVED_REVISIONS, most)))
        .compose(ignored -> connection.query("reset synchronous_commit").execute())
        .mapEmpty();
  }

  /** Hands the ledger's life on to the next leader, unless another one has just done so. */
  private Future<Void> mark(PgConnection connection, long head) {
    if (!ages.isMarkDue()) {
      return Future.succeededFuture();
    }
    long stays = Math.max(retention.age().toMillis(), FENCES.toMillis());
    return transaction(
            connection,
            Schema.SCHEMA_LOCK,
            () ->
                connection
                    .query(
                        """
                        delete from mark where lived < (
                          select max(lived) from mark where lived <= %3$d);
                        insert into mark(lived, revision)
                        select %1$d, %2$d where (select coalesce(max(lived), -1) from mark) = %4$d\
                        """
                            .formatted(ages.lived(), head, ages.lived() - stays, ages.recorded()))
                    .execute()
                    .map(done -> done.next().rowCount()))
        .onSuccess(
            inserted -> {
              if (inserted > 0) {
                ages.marked();
              }
            })
        .mapEmpty();
  }

  /** In SQL: the highest revision that is known to be so many milliseconds of life old. */
  private String older(Duration age) {
    return "coalesce((select revision from mark where lived <= "
        + (ages.lived() - age.toMillis())
        + " order by lived desc limit 1), 0)";
  }

  /**
   * Drops partitions whose every change is older than the history to keep, and the oldest of those
   * that are too large together.
   */
  private Future<Void> forget(PgConnection connection) {
    return connection
        .preparedQuery(
            SIZES
                + """
                select least(l.compacted, greatest(%s,
                  coalesce((select min(first) - 1 from fitting where bytes <= $1), l.compacted)),
                  (select coalesce(max(high), 0) from batch) - $2), l.kept
                from ledger l\
                """
                    .formatted(older(retention.age())))
        .execute(Tuple.of(retention.bytes(), SETTLED))
        .compose(
            found -> {
              Row row = found.iterator().next();
              long horizon = (row.getLong(0) + 1) / Schema.PARTITION * Schema.PARTITION - 1;
              Future<Void> moved =
                  horizon > row.getLong(1)
                      ? transaction(
                          connection, Schema.ORDER_LOCK, () -> moveHorizon(connection, horizon))
                      : Future.succeededFuture();
              return moved.compose(ignored -> drop(connection));
            });
  }

  /**
   * Under the order lock, so that no change slips between the copy and the new horizon. Another
   * server's keeper may have moved it further meanwhile: it never moves back.
   */
  private Future<Void> moveHorizon(PgConnection connection, long horizon) {
    return connection
        .query("select kept from ledger")
        .execute()
        .compose(
            found ->
                found.iterator().next().getLong(0) < horizon
                    ? fillBase(connection, horizon)
                    : Future.succeededFuture());
  }

  /**
   * The images of keys that changed after the horizon. Rows whose key did not change after it go:
   * the object itself is their image, and the write that changes it copies it here. So do those
   * whose key was deleted before the horizon and made anew after it.
   */
  private Future<Void> fillBase(PgConnection connection, long horizon) {
    return connection
        .query(
            """
            insert into base(resource, namespace, name, revision, uid, version, key, body)
            select resource, namespace, name, revision, uid, version, key, body from (
              select distinct on (c.resource, c.namespace, c.name) c.*
              from change c where c.revision <= %1$d and exists (
                select from change n where n.resource = c.resource and n.namespace = c.namespace
                  and n.name = c.name and n.revision > %1$d)
              order by c.resource, c.namespace, c.name, c.revision desc) last
            where op <> 2 and body is not null
            on conflict (resource, namespace, name) do update set revision = excluded.revision,
              uid = excluded.uid, version = excluded.version, key = excluded.key,
              body = excluded.body;
            delete from base b where not exists (
              select from change n where n.resource = b.resource and n.namespace = b.namespace
                and n.name = b.name and n.revision > %1$d)
              or exists (
              select from change d where d.resource = b.resource and d.namespace = b.namespace
                and d.name = b.name and d.op = 2 and d.revision > b.revision
                and d.revision <= %1$d);
            delete from batch where high > 0 and high <= %1$d
              or high = 0 and -low <= least(%1$d, %2$s);
            update ledger set kept = %1$d\
            """
                .formatted(horizon, older(FENCES)))
        .execute()
        .mapEmpty();
  }

  /** A reader with a long snapshot makes a drop time out; the next round tries again. */
  private static Future<Void> drop(PgConnection connection) {
    return connection
        .query(
            """
            select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'coxswain.change'::regclass and c.relname ~ '^change_[0-9]+$'
              and substr(c.relname, 8)::bigint + %d - 1 <= (select kept from ledger)\
            """
                .formatted(Schema.PARTITION))
        .execute()
        .compose(
            found -> {
              Future<Void> dropped = Future.succeededFuture();
              for (Row row : found) {
                String sql = "drop table coxswain." + row.getString(0);
                dropped =
                    dropped.compose(
                        ignored ->
                            connection.query(sql).execute().<Void>mapEmpty().otherwiseEmpty());
              }
              return dropped;
            });
  }

  /**
   * Deletes for objects that end by themselves, once this server has seen the longest life pass.
   */
  private Future<List<Write>> ended(PgConnection connection) {
    long old = ages.old(retention.longestLife());
    String to =
        old > 0
            ? Long.toString(old)
            : """
            (select revision from object where expires is not null
              order by revision desc offset %d limit 1)\
            """
                .formatted(ENDING);
    return connection
        .query(
            "select %s from object where expires is not null and revision <= %s order by revision limit %d"
                .formatted(Rows.STORED, to, ENDED))
        .execute()
        .map(
            found -> {
              List<Write> deletes = new ArrayList<>(found.size());
              for (Row row : found) {
                Stored s = rows.stored(row);
                deletes.add(
                    new Write(
                        Op.DELETE,
                        s.resource(),
                        s.key(),
                        s.revision(),
                        s.uid(),
                        s.version(),
                        s.body(),
                        null,
                        "",
                        ""));
              }
              return deletes;
            });
  }

  private static <T> Future<T> transaction(
      PgConnection connection, long lock, java.util.function.Supplier<Future<T>> work) {
    return connection
        .query("begin; select pg_advisory_xact_lock(" + lock + ")")
        .execute()
        .compose(ignored -> work.get())
        .compose(result -> connection.query("commit").execute().map(result));
  }
}
