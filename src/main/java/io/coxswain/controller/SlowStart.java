package io.coxswain.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Runs many like tasks at once, but not all at once against a server that refuses them. */
public final class SlowStart {
  private SlowStart() {}

  /**
   * Batches of 1, 2, 4, … tasks; a batch with a failure is the last.
   *
   * @param failures receives what the failed tasks threw
   * @return how many tasks succeeded
   */
  public static int run(int count, IntConsumer task, List<RuntimeException> failures)
      throws InterruptedException {
    int done = 0;
    int started = 0;
    for (int batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - started)) {
      int failed = atOnce(started, batch, task, failures);
      started += batch;
      done += batch - failed;
      if (failed > 0) {
        break;
      }
    }
    return done;
  }

  /** All tasks at once; returns how many failed. */
  public static int atOnce(int first, int count, IntConsumer task, List<RuntimeException> failures)
      throws InterruptedException {
    if (count == 1) {
      return alone(first, task, failures);
    }
    int failed = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = first; i < first + count; i++) {
        int index = i;
        futures.add(threads.submit(() -> task.accept(index)));
      }
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (ExecutionException e) {
          failed++;
          failures.add(
              e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e));
        }
      }
    }
    return failed;
  }

  private static int alone(int index, IntConsumer task, List<RuntimeException> failures) {
    try {
      task.accept(index);
      return 0;
    } catch (RuntimeException e) {
      failures.add(e);
      return 1;
    }
  }
}
