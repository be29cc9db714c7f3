import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Closed-loop writers: each puts its own keys, one after the other. */
final class Load {
  /** Puts a second, and milliseconds. */
  record Result(double perSecond, double p50, double p99) {}

  private final Store store;
  private final int clients;
  private final String run;
  private final byte[] value;
  private final long end;
  private final long[] nanos = new long[4_000_000];
  private final AtomicInteger count = new AtomicInteger();
  private final CountDownLatch done;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Load(Store store, int clients, String run, int bytes, double seconds) {
    this.store = store;
    this.clients = clients;
    this.run = run;
    this.value = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(value);
    this.end = System.nanoTime() + (long) (seconds * 1e9);
    this.done = new CountDownLatch(clients);
  }

  static Result run(Store store, int clients, String run, int bytes, double seconds)
      throws Exception {
    Load load = new Load(store, clients, run, bytes, seconds);
    for (int client = 0; client < clients; client++) {
      load.next(client, 0);
    }
    load.done.await();
    if (load.failure.get() != null) {
      throw new IllegalStateException(load.failure.get());
    }
    int n = Math.min(load.count.get(), load.nanos.length);
    long[] sorted = Arrays.copyOf(load.nanos, n);
    Arrays.sort(sorted);
    return new Result(n / seconds, sorted[n / 2] / 1e6, sorted[(int) (n * 0.99)] / 1e6);
  }

  /**
   * Every second put is of a new key, the others change one: creates and updates in equal parts.
   */
  private void next(int client, int i) {
    long begun = System.nanoTime();
    if (begun >= end) {
      done.countDown();
      return;
    }
    store
        .put(run + "-" + client + "-" + i / 2, value)
        .whenComplete(
            (ignored, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
                done.countDown();
                return;
              }
              int n = count.getAndIncrement();
              if (n < nanos.length) {
                nanos[n] = System.nanoTime() - begun;
              }
              next(client, i + 1);
            });
  }
}
