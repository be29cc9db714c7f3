package io.coxswain.client;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads are about to do, without a fixed pause; fails after 10 s. */
public final class Await {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private Await() {}

  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  /** The first value that is not {@code null}. */
  public static <T> T value(String what, Supplier<T> supplier) {
    Object[] found = new Object[1];
    until(what, () -> (found[0] = supplier.get()) != null);
    @SuppressWarnings("unchecked")
    T value = (T) found[0];
    return value;
  }
}
