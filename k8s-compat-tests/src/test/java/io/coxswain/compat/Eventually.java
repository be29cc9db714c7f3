package io.coxswain.compat;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what a cluster promises to do in its own time. */
final class Eventually {
  private static final long PAUSE_MILLIS = 100;

  private Eventually() {}

  /** Asks again and again until the answer is {@code wanted}. */
  static <T> void equal(int seconds, T wanted, Supplier<T> ask) {
    get(seconds, "should become " + wanted, ask, wanted::equals);
  }

  static void holds(int seconds, String what, Supplier<Boolean> ask) {
    get(seconds, what, ask, Boolean.TRUE::equals);
  }

  /** The first answer that is good; an exception of the asking counts as no answer yet. */
  static <T> T get(int seconds, String what, Supplier<T> ask, Predicate<T> good) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Object last;
    do {
      try {
        T answer = ask.get();
        if (good.test(answer)) {
          return answer;
        }
        last = answer;
      } catch (RuntimeException | AssertionError e) {
        last = e;
      }
      pause(PAUSE_MILLIS);
    } while (System.nanoTime() < end);
    throw new AssertionError(
        what + ": not within " + seconds + " s; last: " + Objects.toString(last));
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
