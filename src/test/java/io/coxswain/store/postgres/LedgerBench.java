package io.coxswain.store.postgres;

import io.coxswain.kube.ObjectKey;
import io.coxswain.ops.postgres.EmbeddedPostgres;
import io.coxswain.ops.postgres.TestPostgres;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Timing;
import io.coxswain.store.Write;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes a second through the ledger alone: {@code LedgerBench [clients] [seconds] [bytes]}. Each
 * client updates an object of its own, one write after the other.
 */
final class LedgerBench {
  private LedgerBench() {}

  public static void main(String[] arguments) throws Exception {
    int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 128;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    byte[] body = new byte[arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1500];
    new SecureRandom().nextBytes(body);
    Path directory = TestPostgres.temporary("coxswain-bench-");
    EmbeddedPostgres postgres =
        new EmbeddedPostgres(directory, TestPostgres.binaries(), new SecureRandom(), Thread::sleep);
    postgres.start();
    Vertx vertx = Vertx.vertx();
    try {
      LedgerProbe probe =
          new LedgerProbe(
              new PostgresLedger(
                  vertx,
                  () -> TestPostgres.options(postgres.address()),
                  Timing.DEFAULT,
                  Duration.ofMinutes(5),
                  Duration.ofHours(1),
                  BodyCipher.none(),
                  UUID::randomUUID));
      probe.start();
      for (int round = 0; round < 3; round++) {
        round(probe, clients, seconds, body, round);
      }
      probe.close();
    } finally {
      vertx.close();
      postgres.stop();
      TestPostgres.delete(directory);
    }
  }

  private static void round(LedgerProbe probe, int clients, int seconds, byte[] body, int round)
      throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    CountDownLatch done = new CountDownLatch(clients);
    AtomicInteger writes = new AtomicInteger();
    long[] nanos = new long[2_000_000];
    for (int i = 0; i < clients; i++) {
      new Client(probe, "r" + round + "c" + i, body, end, done, writes, nanos).write(0);
    }
    done.await();
    int count = Math.min(writes.get(), nanos.length);
    Arrays.sort(nanos, 0, count);
    System.out.printf(
        "%d clients, %d bytes: %d writes/s, p50 %.1f ms, p99 %.1f ms%n",
        clients,
        body.length,
        writes.get() / seconds,
        nanos[count / 2] / 1e6,
        nanos[count * 99 / 100] / 1e6);
  }

  private record Client(
      LedgerProbe probe,
      String name,
      byte[] body,
      long end,
      CountDownLatch done,
      AtomicInteger writes,
      long[] nanos) {

    void write(long revision) {
      long begun = System.nanoTime();
      if (begun > end) {
        done.countDown();
        return;
      }
      Write write =
          new Write(
              revision == 0 ? Op.CREATE : Op.UPDATE,
              "configmaps",
              ObjectKey.of("bench", name),
              revision,
              "uid",
              "v1",
              body,
              null,
              "bench",
              "bench");
      probe
          .ledger
          .submit(write)
          .onSuccess(
              outcome -> {
                int n = writes.getAndIncrement();
                if (n < nanos.length) {
                  nanos[n] = System.nanoTime() - begun;
                }
                write(((Outcome.Committed) outcome).revision());
              })
          .onFailure(
              error -> {
                System.out.println(error);
                done.countDown();
              });
    }
  }
}
