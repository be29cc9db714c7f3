package io.coxswain.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.ops.postgres.TestPostgres;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Op;
import io.coxswain.store.Retention;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final String FIRST =
      "select to_regclass('coxswain.change_000000000000000000') is not null";

  private final Vertx vertx = Vertx.vertx();
  private final PgConnectOptions database = TestPostgres.shared().database();

  @AfterEach
  void close() {
    LedgerProbe.await(vertx.close());
  }

  private LedgerProbe server(Retention retention) {
    LedgerProbe probe = new LedgerProbe(ledger(retention, Duration.ofMillis(100)));
    probe.start();
    return probe;
  }

  private PostgresLedger ledger(Retention retention, Duration served) {
    return new PostgresLedger(
        vertx,
        () -> database,
        LedgerProbe.FAST,
        served,
        retention,
        BodyCipher.none(),
        UUID::randomUUID);
  }

  private Row sql(String text) {
    return LedgerProbe.await(
            PgConnection.connect(vertx, database)
                .compose(c -> c.query(text).execute().eventually(() -> c.close())))
        .iterator()
        .next();
  }

  /** Three partitions with a change each; the last is being written. */
  private long fill(LedgerProbe server) {
    long a = server.commit(Op.CREATE, "a", 0, "a1");
    server.commit(Op.CREATE, "b", 0, "b1");
    for (int i = 1; i <= 2; i++) {
      sql(
          "insert into coxswain.batch values (gen_random_uuid(), 0, 5, %d) returning 1"
              .formatted(i * 100_000 - 1));
      LedgerProbe.await(server.ledger.head());
      a = server.commit(Op.UPDATE, "a", a, "a" + (i + 1));
      assertEquals(i, a / 100_000);
    }
    // So many revisions stay whatever their age.
    sql("insert into coxswain.batch values (gen_random_uuid(), 0, 200001, 215000) returning 1");
    return a;
  }

  private void untilServedHorizonPasses(LedgerProbe server, long revision) {
    server.until(() -> sql("select compacted from coxswain.ledger").getLong(0) >= revision);
  }

  @Test
  void whatIsTooLargeGoesOldestFirstAndTheKeysLeaveAnImage() {
    LedgerProbe server = server(new Retention(Duration.ofDays(7), 1));
    long last = fill(server);
    server.until(() -> sql("select kept from coxswain.ledger").getLong(0) == 199_999);
    server.until(() -> !sql(FIRST).getBoolean(0));
    assertEquals(
        1, sql("select count(*) from coxswain.change").getLong(0), "the one being written");
    assertEquals("a2", sql("select convert_from(body, 'UTF8') from coxswain.base").getString(0));
    server.close();
    LedgerProbe again = server(new Retention(Duration.ofDays(7), 1));
    assertEquals(199_999, sql("select kept from coxswain.ledger").getLong(0));
    assertEquals(2, again.objects().size());
    assertTrue(again.loaded().revision() >= last);
    again.close();
  }

  @Test
  void whatFitsAndIsYoungStays() {
    LedgerProbe server = server(new Retention(Duration.ofDays(7), 1L << 30));
    untilServedHorizonPasses(server, fill(server));
    assertTrue(sql(FIRST).getBoolean(0));
    assertEquals(0, sql("select kept from coxswain.ledger").getLong(0));
    server.close();
  }

  @Test
  void whatIsTooOldGoesAtTheNextStartWithAShorterAge() {
    LedgerProbe server = server(new Retention(Duration.ofDays(7), 1L << 30));
    fill(server);
    server.close();
    mark(3, 99_999);
    LedgerProbe shorter = server(new Retention(Duration.ofHours(2), 1L << 30));
    shorter.until(() -> sql("select kept from coxswain.ledger").getLong(0) == 99_999);
    shorter.until(() -> !sql(FIRST).getBoolean(0));
    shorter.close();
  }

  /** Leaders have seen the ledger live for hours since this revision. */
  private void mark(int hours, long revision) {
    sql(
        "insert into coxswain.mark values (100, %d), (%d, %d) returning 1"
            .formatted(revision, hours * 3_600_000, revision));
  }

  @Test
  void aClockThatIsAYearAheadMakesNothingOld() {
    Retention retention = new Retention(Duration.ofMinutes(10), 1L << 30);
    LedgerProbe server = new LedgerProbe(ledger(retention, Duration.ofMinutes(5)));
    server.start();
    long last = fill(server);
    LedgerProbe.await(server.ledger.submit(LedgerProbe.ending("e")));
    server.close();
    // What the clock of a leader that starts a year later would say of them.
    sql("update coxswain.batch set at = at - interval '1 year' returning 1");
    sql("update coxswain.object set expires = expires - interval '1 year' returning 1");
    LedgerProbe late = new LedgerProbe(ledger(retention, Duration.ofMinutes(5)));
    late.start();
    late.until(() -> sql("select count(*) from coxswain.mark").getLong(0) > 0);
    long marked = sql("select max(lived) from coxswain.mark").getLong(0);
    late.until(() -> sql("select max(lived) from coxswain.mark").getLong(0) > marked);
    assertEquals(0, sql("select compacted from coxswain.ledger").getLong(0));
    assertEquals(0, sql("select kept from coxswain.ledger").getLong(0));
    assertEquals(2, late.objects().values().stream().filter(s -> s.revision() <= last).count());
    assertEquals(3, sql("select count(*) from coxswain.object").getLong(0));
    late.close();
  }
}
