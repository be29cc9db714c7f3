package io.coxswain.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.ops.postgres.EmbeddedPostgres;
import io.coxswain.ops.postgres.TestPostgres;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the simulation claims, tried on the real thing. */
class LedgerFaultTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> closing = new ArrayList<>();

  private LedgerProbe server(Supplier<PgConnectOptions> address) {
    LedgerProbe probe = new LedgerProbe(vertx, address, BodyCipher.none(), Duration.ofMinutes(5));
    closing.addFirst(probe);
    probe.start();
    return probe;
  }

  private RowSet<Row> sql(PgConnectOptions database, String text) {
    return LedgerProbe.await(
        PgConnection.connect(vertx, database)
            .compose(c -> c.query(text).execute().eventually(() -> c.close())));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : closing) {
      each.close();
    }
    LedgerProbe.await(vertx.close());
  }

  @Test
  void aCommitWhoseAnswerIsLostIsSettledByTheFenceAsCommitted() {
    PgConnectOptions database = TestPostgres.shared().database();
    AnswerThief thief = new AnswerThief(vertx, database);
    LedgerProbe server = server(thief::address);
    LedgerProbe other = server(() -> database);
    long revision = 0;
    for (int i = 0; i < 5; i++) {
      thief.steal(1, i % 2 == 0);
      int before = thief.stolen();
      revision = server.commit(i == 0 ? Op.CREATE : Op.UPDATE, "a", revision, "v" + i);
      assertEquals(before + 1, thief.stolen());
    }
    server.untilPosition(revision);
    other.untilPosition(revision);
    assertEquals(5, server.changes().size());
    assertEquals(5, other.changes().size());
  }

  @Test
  void rowsOfAnAnswerAreNoCommitYet() {
    PgConnectOptions database = TestPostgres.shared().database();
    LedgerProbe server = server(() -> database);
    long created = server.commit(Op.CREATE, "a", 0, "1");
    sql(
        database,
        """
        create function public.refuse() returns trigger language plpgsql as
          $$ begin raise 'at the last moment'; end $$;
        create constraint trigger refuse after insert on coxswain.batch
          deferrable initially deferred for each row execute function public.refuse()\
        """);
    ApiException error =
        assertThrows(ApiException.class, () -> server.submit(Op.UPDATE, "a", created, "2"));
    assertEquals(Reason.SERVICE_UNAVAILABLE, error.reason());
    assertTrue(error.getMessage().contains("at the last moment"), error.getMessage());
    sql(database, "drop trigger refuse on coxswain.batch");
    server.untilPosition(server.commit(Op.UPDATE, "a", created, "3"));
    assertEquals(2, server.changes().size());
  }

  @Test
  void aBatchInAStoppedBackendIsFencedAndNeverCommits() throws Exception {
    PgConnectOptions database = TestPostgres.shared().database();
    LedgerProbe server = server(() -> database);
    long created = server.commit(Op.CREATE, "a", 0, "1");
    int backend =
        sql(
                database,
                """
                select pid from pg_stat_activity
                where datname = current_database() and application_name like 'coxswain-lane %'\
                """)
            .iterator()
            .next()
            .getInteger(0);
    signal("STOP", backend);
    try {
      ApiException error =
          assertThrows(ApiException.class, () -> server.submit(Op.UPDATE, "a", created, "late"));
      assertEquals(Reason.SERVICE_UNAVAILABLE, error.reason());
    } finally {
      signal("CONT", backend);
    }
    while (Files.exists(Path.of("/proc/" + backend))) {
      Thread.onSpinWait();
    }
    long updated = server.commit(Op.UPDATE, "a", created, "2");
    server.untilPosition(updated);
    assertEquals(2, sql(database, "select 1 from coxswain.change").size());
    assertEquals(
        1, sql(database, "select 1 from coxswain.batch where high = 0").size(), "the fence");
  }

  @Test
  void noAcknowledgedWriteIsLostWhenPostgresIsKilledUnderWrites() throws Exception {
    Path directory = TestPostgres.temporary("coxswain-killed-");
    EmbeddedPostgres postgres =
        new EmbeddedPostgres(directory, TestPostgres.binaries(), new SecureRandom(), Thread::sleep);
    closing.add(
        () -> {
          postgres.stop();
          TestPostgres.delete(directory);
        });
    postgres.start();
    postgres.watch();
    Supplier<PgConnectOptions> address = () -> TestPostgres.options(postgres.address());
    LedgerProbe one = server(address);
    LedgerProbe two = server(address);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> failed = ConcurrentHashMap.newKeySet();
    AtomicInteger done = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 16; w++) {
      LedgerProbe server = w % 2 == 0 ? one : two;
      String writer = "w" + w;
      writers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 150; i++) {
                      String name = writer + "-" + i;
                      try {
                        Outcome outcome = server.submit(Op.CREATE, name, 0, "x");
                        assertTrue(outcome instanceof Outcome.Committed);
                        acknowledged.add(name);
                      } catch (ApiException e) {
                        failed.add(name);
                      }
                      done.incrementAndGet();
                    }
                  }));
    }
    for (int kills = 1; kills <= 2; kills++) {
      int mark = kills * 700;
      one.until(() -> done.get() > mark);
      long pid =
          Long.parseLong(
              Files.readAllLines(directory.resolve("postgres/data/postmaster.pid")).getFirst());
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    long head = LedgerProbe.await(one.ledger.head());
    one.untilPosition(head);
    two.untilPosition(head);
    Set<String> stored = new HashSet<>();
    sql(address.get(), "select name from coxswain.object")
        .forEach(row -> stored.add(row.getString(0)));
    assertTrue(stored.containsAll(acknowledged), "an acknowledged write is lost");
    assertEquals(16 * 150, acknowledged.size() + failed.size());
    failed.forEach(name -> assertFalse(stored.contains(name), "failed, yet applied: " + name));
    assertEquals(
        one.changes().stream().map(c -> c.revision()).toList(),
        two.changes().stream().map(c -> c.revision()).toList());
    assertEquals(stored.size(), one.changes().size());
  }

  @Test
  void aWriteFailsAsUnavailableWhileTheDatabaseIsAwayAndNothingIsWritten() {
    PgConnectOptions database = TestPostgres.shared().database();
    PgConnectOptions[] address = {database};
    LedgerProbe server = server(() -> address[0]);
    server.commit(Op.CREATE, "a", 0, "1");
    server.until(server.ledger::isLeader);
    address[0] = new PgConnectOptions(database).setPort(1);
    sql(
        database,
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'coxswain-%'\
        """);
    // A batch on its way when the lane is lost would wait for the fence instead.
    server.until(() -> !server.ledger.isLeader());
    ApiException error =
        assertThrows(ApiException.class, () -> server.submit(Op.CREATE, "b", 0, "1"));
    assertEquals(Reason.SERVICE_UNAVAILABLE, error.reason());
    address[0] = database;
    server.until(server.ledger::ready);
    long revision = server.commit(Op.CREATE, "b", 0, "2");
    server.untilPosition(revision);
    assertEquals(2, server.changes().size());
  }

  private static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
  }
}
