package io.coxswain.client;

import io.coxswain.kube.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Virtual time: nothing happens until a test moves it. */
public final class ManualTimer implements Timer, Sleeper {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Entry(Instant due, long order, Runnable task) {}

  private final List<Entry> entries = new ArrayList<>();
  private Instant now = START;
  private Duration wrong = Duration.ZERO;
  private long order;

  @Override
  public synchronized Instant instant() {
    return now.plus(wrong);
  }

  @Override
  public synchronized Duration elapsed() {
    return Duration.between(START, now);
  }

  /** Somebody sets the time of day; nothing becomes due by that. */
  public synchronized void set(Duration by) {
    wrong = wrong.plus(by);
  }

  @Override
  public synchronized Runnable after(Duration delay, Runnable task) {
    Entry entry = new Entry(now.plus(delay), order++, task);
    entries.add(entry);
    return () -> cancel(entry);
  }

  /** Until the test has moved time as far. */
  @Override
  public void sleep(Duration time) throws InterruptedException {
    CountDownLatch passed = new CountDownLatch(1);
    Runnable cancel = after(time, passed::countDown);
    try {
      passed.await();
    } finally {
      cancel.run();
    }
  }

  private synchronized void cancel(Entry entry) {
    entries.remove(entry);
  }

  /** How many tasks wait. */
  public synchronized int waiting() {
    return entries.size();
  }

  /** Moves on, running what becomes due in order of time, each at its own moment. */
  public void advance(Duration by) {
    Instant end = START.plus(elapsed()).plus(by);
    for (Entry next = next(end); next != null; next = next(end)) {
      next.task.run();
    }
    synchronized (this) {
      now = end;
    }
  }

  private synchronized Entry next(Instant end) {
    Entry first =
        entries.stream()
            .filter(entry -> !entry.due.isAfter(end))
            .min(Comparator.comparing(Entry::due).thenComparing(Entry::order))
            .orElse(null);
    if (first != null) {
      entries.remove(first);
      now = first.due.isAfter(now) ? first.due : now;
    }
    return first;
  }
}
