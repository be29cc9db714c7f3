package io.coxswain.store.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ObjectKey;
import io.coxswain.ops.postgres.TestPostgres;
import io.coxswain.store.AesCipher;
import io.coxswain.store.Change;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Retention;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresLedgerTest {
  private final Vertx vertx = Vertx.vertx();
  private final PgConnectOptions database = TestPostgres.shared().database();
  private final List<LedgerProbe> probes = new ArrayList<>();

  private LedgerProbe server() {
    LedgerProbe probe = LedgerProbe.started(vertx, database);
    probes.add(probe);
    return probe;
  }

  private RowSet<Row> sql(String text) {
    return LedgerProbe.await(
        PgConnection.connect(vertx, database)
            .compose(c -> c.query(text).execute().eventually(() -> c.close())));
  }

  @AfterEach
  void close() {
    probes.forEach(LedgerProbe::close);
    LedgerProbe.await(vertx.close());
  }

  @Test
  void writesUnderCompareAndSetAndFeedsWhatWon() {
    LedgerProbe server = server();
    long created = server.commit(Op.CREATE, "a", 0, "1");
    assertEquals(new Outcome.Lost(created), server.submit(Op.CREATE, "a", 0, "x"));
    assertEquals(new Outcome.Lost(created), server.submit(Op.UPDATE, "a", created + 9, "x"));
    assertEquals(new Outcome.Lost(0), server.submit(Op.UPDATE, "b", 0, "x"));
    assertEquals(new Outcome.Lost(0), server.submit(Op.DELETE, "b", 7, "x"));
    long updated = server.commit(Op.UPDATE, "a", created, "2");
    long deleted = server.commit(Op.DELETE, "a", updated, "2");
    server.untilPosition(deleted);
    assertEquals(List.of(created, updated, deleted), revisions(server.changes()));
    assertEquals("2", LedgerProbe.text(server.changes().getLast().body()));
    assertEquals("alice", server.changes().getLast().by());
    assertEquals(deleted, LedgerProbe.await(server.ledger.head()));
  }

  @Test
  void twoServersSeeEveryChangeOnceInOneOrder() {
    LedgerProbe one = server();
    LedgerProbe two = server();
    List<Future<Outcome>> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      LedgerProbe server = i % 2 == 0 ? one : two;
      // Both try every third name: one of them loses.
      String name = i % 3 == 0 ? "shared-" + i / 6 : "own-" + i;
      all.add(server.ledger.submit(LedgerProbe.write(Op.CREATE, "configmaps", name, 0, "x" + i)));
    }
    LedgerProbe.await(Future.all(all));
    Set<Long> committed = new HashSet<>();
    all.forEach(
        f -> {
          if (f.result() instanceof Outcome.Committed c) {
            assertTrue(committed.add(c.revision()), "a revision given twice");
          }
        });
    long head = LedgerProbe.await(one.ledger.head());
    one.untilPosition(head);
    two.untilPosition(head);
    assertEquals(revisions(one.changes()), revisions(two.changes()));
    assertEquals(committed, new HashSet<>(revisions(one.changes())));
    assertEquals(one.objects().keySet(), two.objects().keySet());
  }

  @Test
  void aRestartLoadsObjectsAndRefillsTheServedHistory() {
    LedgerProbe first = server();
    long created = first.commit(Op.CREATE, "a", 0, "1");
    sql("update coxswain.ledger set compacted = " + created);
    long updated = first.commit(Op.UPDATE, "a", created, "2");
    long second = first.commit(Op.CREATE, "b", 0, "1");
    long deleted = first.commit(Op.DELETE, "b", second, "1");
    first.close();
    LedgerProbe again = server();
    assertEquals(deleted, again.loaded().revision());
    assertEquals(created, again.loaded().horizon());
    assertFalse(again.loaded().newEpoch());
    assertEquals(Set.of(ObjectKey.of("default", "a")), again.objects().keySet());
    assertEquals(List.of(updated, second, deleted), revisions(again.past()));
    assertEquals("1", LedgerProbe.text(again.images().getFirst().body()));
    assertEquals(created, again.ledger.compacted());
  }

  @Test
  void secretsAreSealedInEveryTableAndBoundToTheirRow() {
    AesCipher cipher =
        new AesCipher(
            Map.of((short) 1, new byte[32]), (short) 1, Set.of("secrets"), new SecureRandom());
    LedgerProbe server = new LedgerProbe(vertx, () -> database, cipher, Duration.ofMinutes(5));
    probes.add(server);
    server.start();
    LedgerProbe.await(
        server.ledger.submit(LedgerProbe.write(Op.CREATE, "secrets", "s", 0, "hush hush")));
    LedgerProbe.await(
        server.ledger.submit(LedgerProbe.write(Op.CREATE, "configmaps", "c", 0, "hush hush")));
    Row row =
        sql("""
            select (select count(*) from coxswain.object where position('hush' in body) > 0),
              (select count(*) from coxswain.change where position('hush' in body) > 0)\
            """)
            .iterator()
            .next();
    assertEquals(1, row.getLong(0), "only the config map is readable");
    assertEquals(1, row.getLong(1));
    LedgerProbe reader = new LedgerProbe(vertx, () -> database, cipher, Duration.ofMinutes(5));
    probes.add(reader);
    reader.start();
    assertEquals(
        "hush hush", LedgerProbe.text(reader.objects().get(ObjectKey.of("default", "s")).body()));
  }

  @Test
  void leasesKeepNoBodiesInHistoryAndStillReachTheOtherServer() {
    LedgerProbe one = server();
    LedgerProbe two = server();
    String leases = "leases.coordination.k8s.io";
    long revision = 0;
    for (int i = 0; i < 20; i++) {
      Op op = i == 0 ? Op.CREATE : Op.UPDATE;
      Outcome outcome =
          LedgerProbe.await(
              one.ledger.submit(LedgerProbe.write(op, leases, "node", revision, "beat " + i)));
      revision = ((Outcome.Committed) outcome).revision();
    }
    two.untilPosition(revision);
    assertEquals(
        "beat 19", LedgerProbe.text(two.objects().get(ObjectKey.of("default", "node")).body()));
    assertEquals(
        20,
        sql("select count(*) from coxswain.change where body is null")
            .iterator()
            .next()
            .getLong(0));
    assertEquals(20, one.changes().size());
  }

  @Test
  void theLeaderCompactsAndExpires() {
    LedgerProbe server =
        new LedgerProbe(
            new PostgresLedger(
                vertx,
                () -> database,
                LedgerProbe.FAST,
                Duration.ofMillis(200),
                new Retention(Duration.ofHours(1), 1L << 30, Duration.ofMillis(400)),
                io.coxswain.store.BodyCipher.none(),
                UUID::randomUUID));
    probes.add(server);
    server.start();
    long stays = server.commit(Op.CREATE, "a", 0, "1");
    LedgerProbe.await(server.ledger.submit(LedgerProbe.ending("e")));
    server.until(() -> server.changes().stream().anyMatch(c -> c.op() == Op.DELETE));
    server.until(() -> server.ledger.compacted() >= stays);
    assertTrue(server.ledger.isLeader());
    Change delete = server.changes().getLast();
    assertEquals("events", delete.resource());
    assertArrayEquals(new byte[] {'{', '}'}, delete.body());
  }

  @Test
  void aDatabaseOfAnOlderServerIsBroughtUpToDate() {
    LedgerProbe older = server();
    long created = older.commit(Op.CREATE, "a", 0, "1");
    older.close();
    probes.clear();
    sql(
        """
        update coxswain.ledger set schema = 3;
        drop function coxswain.commit_batch;
        drop index coxswain.object_ending;
        create index object_ending on coxswain.object(revision) where expires is not null\
        """);
    long updated = server().commit(Op.UPDATE, "a", created, "2");
    Row row =
        sql("""
            select schema, (select revision from coxswain.object), indexdef
            from coxswain.ledger, pg_indexes where indexname = 'object_ending'\
            """)
            .iterator()
            .next();
    assertEquals(4, row.getInteger(0));
    assertEquals(updated, row.getLong(1));
    assertTrue(row.getString(2).contains("(created)"), row.getString(2));
  }

  /** PostgreSQL then leaves the indexes alone when a row changes (a heap-only tuple). */
  @Test
  void noIndexOfObjectsHoldsWhatEveryUpdateChanges() {
    server().commit(Op.CREATE, "a", 0, "1");
    Set<String> indexed = new HashSet<>();
    sql("""
        select a.attname from pg_index i join pg_attribute a
          on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = 'coxswain.object'::regclass\
        """)
        .forEach(row -> indexed.add(row.getString(0)));
    assertEquals(Set.of("resource", "namespace", "name", "created"), indexed);
  }

  @Test
  void leadershipPassesWhenTheLeadersLaneIsLost() {
    LedgerProbe one = server();
    one.until(one.ledger::isLeader);
    LedgerProbe two = server();
    List<Boolean> heard = new ArrayList<>();
    one.ledger.onChange(heard::add);
    assertFalse(two.ledger.isLeader());
    one.close();
    two.until(two.ledger::isLeader);
    assertEquals(List.of(true, false), heard);
  }

  @Test
  void droppedPartitionsLeaveTheImagesOfLaterChangesInTheBase() {
    LedgerProbe server = server();
    server.until(server.ledger::isLeader);
    long a = server.commit(Op.CREATE, "a", 0, "a1");
    long b = server.commit(Op.CREATE, "b", 0, "b1");
    long c = server.commit(Op.CREATE, "c", 0, "c1");
    pass(4, 99_999);
    pass(100_000, 114_999);
    LedgerProbe.await(server.ledger.head());
    long a2 = server.commit(Op.UPDATE, "a", a, "a2");
    assertTrue(a2 >= 100_000, "in the next partition: " + a2);
    age(99_999);
    server.until(
        () ->
            sql("select to_regclass('coxswain.change_000000000000000000') is null")
                .iterator()
                .next()
                .getBoolean(0));
    long b2 = server.commit(Op.UPDATE, "b", b, "b2");
    server.commit(Op.DELETE, "c", c, "c1");
    long d = server.commit(Op.CREATE, "d", 0, "d1");
    server.untilPosition(d);
    LedgerProbe again = server();
    assertEquals(99_999, again.loaded().horizon());
    assertEquals(
        Set.of("a1", "b1", "c1"),
        new HashSet<>(again.images().stream().map(i -> LedgerProbe.text(i.body())).toList()));
    assertEquals(4, again.past().size());
    assertNull(again.objects().get(ObjectKey.of("default", "c")));
    assertEquals(b2, again.objects().get(ObjectKey.of("default", "b")).revision());
  }

  /** Revisions pass at once, used up by nobody. */
  private void pass(long low, long high) {
    sql("insert into coxswain.batch values (gen_random_uuid(), 0, %d, %d)".formatted(low, high));
  }

  /** What was committed up to {@code high} is old enough to be forgotten. */
  private void age(long high) {
    sql(
        """
        insert into coxswain.mark
        select (select coalesce(max(lived), 0) from coxswain.mark) + hours * 3600000 + 1, %d
        from unnest(array[0, 2]) as hours\
        """
            .formatted(high));
    sql("update coxswain.ledger set compacted = " + high);
  }

  private long kept() {
    return sql("select kept from coxswain.ledger").iterator().next().getLong(0);
  }

  @Test
  void anImageInTheBaseGoesWithItsObjectThoughTheKeyIsMadeAnew() {
    LedgerProbe server = server();
    server.until(server.ledger::isLeader);
    long first = server.commit(Op.CREATE, "a", 0, "1");
    pass(2, 100_000);
    long second = server.commit(Op.UPDATE, "a", first, "2");
    pass(second + 1, 115_000);
    age(100_000);
    server.until(() -> kept() == 99_999);
    assertEquals(1, sql("select 1 from coxswain.base").size());
    server.commit(Op.DELETE, "a", second, "2");
    pass(115_002, 200_000);
    long anew = server.commit(Op.CREATE, "a", 0, "3");
    pass(anew + 1, 215_000);
    age(200_000);
    server.until(() -> kept() == 199_999);
    assertEquals(0, sql("select 1 from coxswain.base").size());
    LedgerProbe again = server();
    assertEquals(0, again.images().size());
    assertEquals(List.of(anew), revisions(again.past()));
  }

  /** Two standbys of one primary, promoted one after the other, may get the same timeline. */
  @Test
  void everyPromotionIsAnEpochOfItsOwn() {
    LedgerProbe before = server();
    before.commit(Op.CREATE, "a", 0, "1");
    String epoch = "select epoch from coxswain.ledger";
    UUID first = sql(epoch).iterator().next().getUUID(0);
    sql("update coxswain.ledger set timeline = timeline + 1");
    server();
    UUID second = sql(epoch).iterator().next().getUUID(0);
    assertNotEquals(first, second);
    sql("update coxswain.ledger set timeline = timeline + 1");
    server();
    assertNotEquals(second, sql(epoch).iterator().next().getUUID(0));
  }

  @Test
  void anotherDatabaseIdentityMakesRevisionsLeapAndVoidsTheOldOnes() {
    LedgerProbe before = server();
    long old = before.commit(Op.CREATE, "a", 0, "1");
    before.close();
    // As if a standby that lost the tail had been promoted.
    sql("update coxswain.ledger set timeline = timeline + 1");
    LedgerProbe after = server();
    assertTrue(after.loaded().revision() >= old + 900_000_000);
    assertEquals(after.loaded().revision(), after.ledger.compacted());
    long updated = after.commit(Op.UPDATE, "a", old, "2");
    assertEquals(after.loaded().revision() + 1, updated);
  }

  private static List<Long> revisions(List<Change> changes) {
    return changes.stream().map(Change::revision).toList();
  }
}
