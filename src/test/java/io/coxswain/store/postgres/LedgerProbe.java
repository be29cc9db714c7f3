package io.coxswain.store.postgres;

import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Batch;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Change;
import io.coxswain.store.Follower;
import io.coxswain.store.Ledger;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Stored;
import io.coxswain.store.Timing;
import io.coxswain.store.Write;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A ledger under test and everything its feed brought. */
final class LedgerProbe implements Follower, AutoCloseable {
  static final String RESOURCE = "configmaps";

  static final Timing FAST =
      new Timing(
          Duration.ofMillis(50),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ZERO,
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          Duration.ofMillis(10),
          Duration.ofMillis(200));

  final PostgresLedger ledger;

  // Guarded by this.
  private final Map<ObjectKey, Stored> objects = new HashMap<>();
  private final List<Stored> images = new ArrayList<>();
  private final List<Change> past = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private Ledger.Loaded loaded;
  private long position;

  LedgerProbe(PostgresLedger ledger) {
    this.ledger = ledger;
  }

  LedgerProbe(Vertx vertx, Supplier<PgConnectOptions> address, BodyCipher cipher, Duration served) {
    ledger =
        new PostgresLedger(
            vertx, address, FAST, served, Duration.ofHours(1), cipher, UUID::randomUUID);
  }

  static LedgerProbe started(Vertx vertx, PgConnectOptions address) {
    LedgerProbe probe =
        new LedgerProbe(vertx, () -> address, BodyCipher.none(), Duration.ofMinutes(5));
    probe.start();
    return probe;
  }

  void start() {
    await(ledger.follow(this));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
    }
  }

  static Write write(Op op, String resource, String name, long expected, String content) {
    return new Write(
        op,
        resource,
        ObjectKey.of("default", name),
        expected,
        "uid-" + name,
        "v1",
        content.getBytes(StandardCharsets.UTF_8),
        null,
        "alice",
        "test");
  }

  static Write ending(String name) {
    return new Write(
        Op.CREATE,
        "events",
        ObjectKey.of("default", name),
        0,
        "uid-" + name,
        "v1",
        new byte[] {'{', '}'},
        Duration.ofMillis(100),
        "alice",
        "test");
  }

  Outcome submit(Op op, String name, long expected, String content) {
    return await(ledger.submit(write(op, RESOURCE, name, expected, content)));
  }

  long commit(Op op, String name, long expected, String content) {
    return ((Outcome.Committed) submit(op, name, expected, content)).revision();
  }

  /** Waits for something the feed brings. */
  synchronized void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("it did not come");
      }
      try {
        wait(Math.min(left, 50));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  void untilPosition(long revision) {
    until(() -> position >= revision);
  }

  synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  synchronized List<Change> past() {
    return List.copyOf(past);
  }

  synchronized List<Stored> images() {
    return List.copyOf(images);
  }

  synchronized Map<ObjectKey, Stored> objects() {
    return Map.copyOf(objects);
  }

  synchronized Ledger.Loaded loaded() {
    return loaded;
  }

  static String text(byte[] body) {
    return body == null ? null : new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void begin() {
    objects.clear();
    images.clear();
    past.clear();
  }

  @Override
  public synchronized void object(Stored object) {
    objects.put(object.key(), object);
  }

  @Override
  public synchronized void image(Stored image) {
    images.add(image);
  }

  @Override
  public synchronized void past(Change change) {
    past.add(change);
  }

  @Override
  public synchronized void loaded(Ledger.Loaded newLoaded) {
    loaded = newLoaded;
    position = newLoaded.revision();
    notifyAll();
  }

  @Override
  public synchronized void batch(Batch batch) {
    if (batch.high() <= position) {
      throw new AssertionError("delivered twice: " + batch.high() + " after " + position);
    }
    for (Change change : batch.changes()) {
      if (change.revision() <= position || change.revision() > batch.high()) {
        throw new AssertionError("out of order: " + change.revision());
      }
      changes.add(change);
      if (change.op() == Op.DELETE) {
        objects.remove(change.key());
      } else if (change.body() != null) {
        objects.put(change.key(), change.stored());
      }
    }
    position = batch.high();
    notifyAll();
  }

  @Override
  public void close() {
    await(ledger.close());
  }
}
