import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Times of single actions, in milliseconds. */
final class Timing {
  private final double[] sorted;
  private final double perSecond;

  private Timing(double[] times, double perSecond) {
    this.sorted = times.clone();
    Arrays.sort(sorted);
    this.perSecond = perSecond;
  }

  static Timing of(double[] times) {
    return new Timing(times, 0);
  }

  /** One action of one client. */
  interface Action {
    void run(int index) throws Exception;
  }

  /** {@code count} actions shared by {@code clients}, each of which does one after the other. */
  static Timing concurrent(int count, int clients, Callable<Action> client) throws Exception {
    double[] times = new double[count];
    CountDownLatch ready = new CountDownLatch(clients);
    CountDownLatch go = new CountDownLatch(1);
    AtomicReference<Exception> failure = new AtomicReference<>();
    Thread[] threads = new Thread[clients];
    for (int c = 0; c < clients; c++) {
      int first = c;
      threads[c] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Action action = client.call();
                      ready.countDown();
                      go.await();
                      for (int i = first; i < count; i += clients) {
                        long begin = System.nanoTime();
                        action.run(i);
                        times[i] = since(begin);
                      }
                    } catch (Exception e) {
                      failure.compareAndSet(null, e);
                      ready.countDown();
                    }
                  });
    }
    ready.await();
    long begin = System.nanoTime();
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return new Timing(times, count * 1000.0 / since(begin));
  }

  static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  double percentile(int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  /** A second, p50, p99. */
  String rate() {
    return String.format(Locale.ROOT, "%.0f %.2f %.2f", perSecond, percentile(50), percentile(99));
  }

  /** p50, p99. */
  String line() {
    return String.format(Locale.ROOT, "%.1f %.1f", percentile(50), percentile(99));
  }
}
