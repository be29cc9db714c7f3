package io.coxswain.torture;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions. */
public final class Wait {
  private static final long LOOK_NANOS = 2_000_000;

  private Wait() {}

  /**
   * Returns as soon as the condition holds; an exception counts as "not yet".
   *
   * @throws TortureException where it does not come true in time
   */
  public static void until(String what, Duration most, Callable<Boolean> condition) {
    long end = System.nanoTime() + most.toNanos();
    Exception last = null;
    do {
      try {
        if (condition.call()) {
          return;
        }
      } catch (Exception e) {
        last = e;
      }
      pause(LOOK_NANOS);
    } while (System.nanoTime() < end);
    throw new TortureException(what + ": not within " + most.toMillis() + " ms", last);
  }

  /** For pacing, and between two looks at a condition. */
  static void pause(long nanos) {
    LockSupport.parkNanos(nanos);
    if (Thread.interrupted()) {
      throw new TortureException("interrupted", null);
    }
  }
}
