package io.coxswain.store.postgres;

import io.coxswain.kube.ApiException;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Event;
import io.coxswain.store.Op;
import io.coxswain.store.Write;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** The lane's connection: batches, the fence, the leader's lock. */
final class LaneSession {
  private static final String LEASES = "leases.coordination.k8s.io";

  private static final String BATCH =
      """
      select low, actual from coxswain.commit_batch($1::uuid, $2::bigint, $3::smallint[],
        $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::bigint[],
        $11::smallint[], $12::bytea[], $13::boolean[], $14::text[], $15::text[])\
      """;

  private static final String FENCE_RESULT =
      """
      select c.revision is not null, coalesce(o.revision, 0)
      from unnest($2::text[], $3::text[], $4::text[]) with ordinality
        as t(resource, namespace, name, n)
      left join change c on c.revision = $1 + t.n - 1
      left join object o on o.resource = t.resource and o.namespace = t.namespace
        and o.name = t.name
      order by t.n\
      """;

  /** Five of {@link io.coxswain.store.Timing#probe}. */
  private static final String STANDSTILL = "10s";

  private final PgConnection connection;
  private final BodyCipher cipher;
  private boolean leading;

  LaneSession(PgConnection connection, BodyCipher cipher) {
    this.connection = connection;
    this.cipher = cipher;
  }

  PgConnection connection() {
    return connection;
  }

  /**
   * The highest revision. From now on the database ends the connection of a server that stands
   * still for longer than several probes take: it would keep the leader's lock from the others.
   */
  Future<Long> high() {
    return connection
        .query("set idle_session_timeout = '" + STANDSTILL + "'")
        .execute()
        .compose(ignored -> connection.query("select coalesce(max(high), 0) from batch").execute())
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * One statement, one transaction: the answer comes when it is durable. An error says that it was
   * rolled back. What ends the connection may also come after the commit: that is not known.
   */
  Future<Event> send(long number, UUID writer, long seq, List<Write> writes) {
    return connection
        .preparedQuery(BATCH)
        .execute(tuple(writer, seq, writes))
        .<Event>map(rows -> committed(number, seq, rows.iterator().next()))
        .recover(
            why ->
                isRolledBack(why)
                    ? Future.succeededFuture(
                        new Event.BatchRefused(number, seq, isPoisoned(why), refusal(why)))
                    : Future.failedFuture(why));
  }

  /**
   * Ends the lost connection's backend if it still runs, then takes its batch's key. A fence's row
   * has no range, but remembers in {@code low} how far the ledger was.
   */
  Future<Event> fence(long number, UUID writer, long seq, List<Write> writes) {
    return connection
        .preparedQuery(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1")
        .execute(Tuple.of(name(writer)))
        .compose(
            ignored ->
                connection
                    .preparedQuery(
                        "insert into batch(writer, seq, low, high)"
                            + " select $1, $2, -coalesce(max(high), 0), 0 from batch"
                            + " on conflict do nothing")
                    .execute(Tuple.of(writer, seq)))
        .compose(
            ignored ->
                connection
                    .preparedQuery("select low from batch where writer = $1 and seq = $2")
                    .execute(Tuple.of(writer, seq)))
        .map(rows -> Math.max(0, rows.iterator().next().getLong(0)))
        .compose(
            low ->
                low == 0
                    ? kept().map(kept -> new Event.FenceSettled(number, 0, kept, new long[0]))
                    : won(low, writes)
                        // Asked last: what it leaves was there when the winners were looked up.
                        .compose(
                            won ->
                                kept()
                                    .map(kept -> new Event.FenceSettled(number, low, kept, won))));
  }

  private Future<long[]> won(long low, List<Write> writes) {
    return connection
        .preparedQuery(FENCE_RESULT)
        .execute(keys(low, writes))
        .map(LaneSession::actual);
  }

  private Future<Long> kept() {
    return connection
        .query("select kept from ledger")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Asks for the leader's lock, or tries the connection if it is held. */
  Future<Event> probe(long number) {
    return connection
        .query(leading ? "select true" : "select pg_try_advisory_lock(" + Schema.LEADER_LOCK + ")")
        .execute()
        .map(
            rows -> {
              leading = rows.iterator().next().getBoolean(0);
              return new Event.Probed(number, leading);
            });
  }

  static String name(UUID writer) {
    return "coxswain-lane " + writer;
  }

  private static Event committed(long number, long seq, Row row) {
    Long[] actual = row.getArrayOfLongs(1);
    long[] result = new long[actual.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = actual[i];
    }
    return new Event.BatchCommitted(number, seq, row.getLong(0), result);
  }

  private static long[] actual(RowSet<Row> rows) {
    long[] result = new long[rows.size()];
    int i = 0;
    for (Row row : rows) {
      result[i++] = row.getBoolean(0) ? Event.WON : row.getLong(1);
    }
    return result;
  }

  /**
   * The word for an error may be translated; what is wrong with a value never ends a connection.
   */
  private static boolean isRolledBack(Throwable why) {
    return why instanceof PgException e && ("ERROR".equals(e.getSeverity()) || isPoisoned(e));
  }

  private static boolean isPoisoned(Throwable why) {
    return why instanceof PgException e
        && e.getSqlState() != null
        && (e.getSqlState().startsWith("22") || e.getSqlState().startsWith("23"));
  }

  private static ApiException refusal(Throwable why) {
    return isPoisoned(why)
        ? ApiException.internal(why)
        : ApiException.unavailable("the database refused the write: " + why.getMessage());
  }

  private Tuple tuple(UUID writer, long seq, List<Write> writes) {
    int n = writes.size();
    Short[] op = new Short[n];
    Long[] expected = new Long[n];
    String[] uid = new String[n];
    String[] version = new String[n];
    Long[] lives = new Long[n];
    Short[] key = new Short[n];
    Buffer[] body = new Buffer[n];
    Boolean[] bodied = new Boolean[n];
    String[] by = new String[n];
    String[] manager = new String[n];
    for (int i = 0; i < n; i++) {
      Write w = writes.get(i);
      op[i] = Rows.number(w.op());
      expected[i] = w.op() == Op.CREATE ? 0 : w.expected();
      uid[i] = w.uid();
      version[i] = w.version();
      lives[i] = w.lives() == null ? 0 : w.lives().toMillis();
      key[i] = cipher.keyFor(w.resource());
      body[i] = Buffer.buffer(cipher.seal(key[i], w.resource(), w.key(), w.body()));
      bodied[i] = w.op() == Op.DELETE || !w.resource().equals(LEASES);
      by[i] = w.by() == null ? "" : w.by();
      manager[i] = w.manager() == null ? "" : w.manager();
    }
    Tuple keys = keys(0, writes);
    return Tuple.tuple()
        .addValue(writer)
        .addValue(seq)
        .addValue(op)
        .addValue(keys.getValue(1))
        .addValue(keys.getValue(2))
        .addValue(keys.getValue(3))
        .addValue(expected)
        .addValue(uid)
        .addValue(version)
        .addValue(lives)
        .addValue(key)
        .addValue(body)
        .addValue(bodied)
        .addValue(by)
        .addValue(manager);
  }

  private static Tuple keys(long low, List<Write> writes) {
    return Tuple.tuple()
        .addValue(low)
        .addValue(writes.stream().map(Write::resource).toArray(String[]::new))
        .addValue(writes.stream().map(w -> w.key().namespace()).toArray(String[]::new))
        .addValue(writes.stream().map(w -> w.key().name()).toArray(String[]::new));
  }
}
