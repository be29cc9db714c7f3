package io.coxswain.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Cursor;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Limits;
import io.coxswain.cache.Transition;
import io.coxswain.kube.ObjectKey;
import io.coxswain.ops.postgres.TestPostgres;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RestartTest {
  private final Vertx vertx = Vertx.vertx();
  private final PgConnectOptions database = TestPostgres.shared().database();

  private PostgresLedger ledger() {
    return new PostgresLedger(
        vertx,
        () -> database,
        LedgerProbe.FAST,
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        BodyCipher.none(),
        UUID::randomUUID);
  }

  private static long write(PostgresLedger ledger, Cache cache, Op op, String name, String label) {
    Entry held = cache.snapshot("pods").get(ObjectKey.of("default", name));
    String body = "{\"metadata\":{\"labels\":{\"app\":\"" + label + "\"}}}";
    long expected = held == null ? 0 : held.revision();
    Outcome outcome =
        LedgerProbe.await(ledger.submit(LedgerProbe.write(op, "pods", name, expected, body)));
    long revision = ((Outcome.Committed) outcome).revision();
    LedgerProbe.await(cache.atLeast(revision));
    return revision;
  }

  private static List<String> seen(Cursor cursor) {
    List<String> seen = new ArrayList<>();
    for (Transition t = cursor.poll(); t != null; t = cursor.poll()) {
      String old = t.old() == null ? "none" : t.old().labels().get("app");
      seen.add(t.revision() + " " + t.op() + " " + old + " -> " + t.now().labels().get("app"));
    }
    return seen;
  }

  @Test
  void aWatchResumedAfterARestartSeesWhatAnUnbrokenOneSaw() {
    PostgresLedger first = ledger();
    Cache cache = new Cache(first, Limits.DEFAULT);
    LedgerProbe.await(cache.start());
    long from = write(first, cache, Op.CREATE, "a", "1");
    Cursor unbroken = cache.watch("pods", null, from, Runnable::run, () -> {});
    write(first, cache, Op.UPDATE, "a", "2");
    write(first, cache, Op.CREATE, "b", "1");
    write(first, cache, Op.UPDATE, "a", "3");
    long last = write(first, cache, Op.DELETE, "b", "1");
    List<String> expected = seen(unbroken);
    assertEquals(4, expected.size());
    LedgerProbe.await(first.close());

    PostgresLedger second = ledger();
    Cache restarted = new Cache(second, Limits.DEFAULT);
    LedgerProbe.await(restarted.start());
    assertTrue(restarted.revision() >= last);
    assertEquals(expected, seen(restarted.watch("pods", null, from, Runnable::run, () -> {})));
    assertEquals(
        "1", restarted.at("pods", from).get(ObjectKey.of("default", "a")).labels().get("app"));
    LedgerProbe.await(second.close());
    LedgerProbe.await(vertx.close());
  }
}
