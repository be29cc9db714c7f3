import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Everything that is measured of one store; prints lines of measure, store, value. */
final class Bench {
  private static final int BYTES = 1024;
  private static final int RANGE = 10_000;
  private static final int WATCHED = 1000;
  private static final int[] CLIENTS = {1, 10, 100};

  private final Store store;
  private final double seconds;

  Bench(Store store, double seconds) {
    this.store = store;
    this.seconds = seconds;
  }

  void all() throws Exception {
    Load.run(store, 10, "warm", BYTES, seconds);
    long before = Usage.written();
    long puts = 0;
    for (int clients : CLIENTS) {
      puts += puts("", clients, seconds);
    }
    long each = (Usage.written() - before) / Math.max(1, puts);
    row("bytes written to the disk a put (1 KB)", Long.toString(each));
    watch();
    range();
    row("memory of the store's processes (PSS), MB", "" + Usage.memory(store.processes()));
  }

  long puts(String how, int clients, double duration) throws Exception {
    Load.Result result =
        Load.run(store, clients, "run" + how.length() + "-" + clients, BYTES, duration);
    String what = "puts of 1 KB, " + clients + (clients == 1 ? " client" : " clients") + how;
    row(what + ", a second", String.format(Locale.ROOT, "%.0f", result.perSecond()));
    row(
        what + ", p50 and p99",
        String.format(Locale.ROOT, "%.2f ms, %.2f ms", result.p50(), result.p99()));
    return (long) (result.perSecond() * duration);
  }

  /** From the call of a put to its arrival at a watcher, 500 a second. */
  private void watch() throws Exception {
    Map<String, Long> begun = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> seen = new CompletableFuture<>();
    boolean watches =
        store.watch(
            key -> {
              Long begin = begun.remove(key);
              if (begin != null) {
                delays.add(System.nanoTime() - begin);
                if (delays.size() == WATCHED) {
                  seen.complete(null);
                }
              }
            });
    if (!watches) {
      return;
    }
    byte[] value = new byte[BYTES];
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      for (int i = 0; i < WATCHED; i++) {
        String key = "watched-" + i;
        Runnable put =
            () -> {
              begun.put(key, System.nanoTime());
              store.put(key, value);
            };
        clock.schedule(put, i * 2L, TimeUnit.MILLISECONDS);
      }
      seen.get(30, TimeUnit.SECONDS);
    }
    List<Long> sorted = new ArrayList<>(delays);
    sorted.sort(null);
    row(
        "put → seen by a watcher (500/s), p50 and p99",
        String.format(
            Locale.ROOT,
            "%.2f ms, %.2f ms",
            sorted.get(sorted.size() / 2) / 1e6,
            sorted.get(sorted.size() * 99 / 100) / 1e6));
  }

  private void range() throws Exception {
    byte[] value = new byte[BYTES];
    for (int i = 0; i < RANGE; i += 500) {
      CompletableFuture<?>[] puts = new CompletableFuture<?>[500];
      for (int j = 0; j < puts.length; j++) {
        puts[j] = store.put("range-" + (i + j), value).toCompletableFuture();
      }
      CompletableFuture.allOf(puts).get();
    }
    double[] times = new double[21];
    for (int i = 0; i < times.length; i++) {
      long begin = System.nanoTime();
      long sum = store.range();
      if (sum != (long) RANGE * BYTES) {
        throw new IllegalStateException(store.name() + " returned " + sum + " bytes");
      }
      times[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(times);
    row(
        "range of 10 000 keys (10 MB), p50",
        String.format(Locale.ROOT, "%.1f ms %s", times[times.length / 2], store.rangeOf()));
  }

  private void row(String what, String value) {
    System.out.println(what + "\t" + store.name() + "\t" + value);
  }
}
