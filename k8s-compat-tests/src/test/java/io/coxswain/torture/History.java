package io.coxswain.torture;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients of a trial did and saw. Any thread may add. */
final class History {
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final Queue<Reading> readings = new ConcurrentLinkedQueue<>();
  private final Queue<String> oddities = new ConcurrentLinkedQueue<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicLong newest = new AtomicLong();

  void add(Operation operation) {
    operations.add(operation);
    switch (operation.outcome()) {
      case UNKNOWN -> unknown.incrementAndGet();
      case REFUSED -> refused.incrementAndGet();
      default -> done.incrementAndGet();
    }
    if (operation.seen() != null) {
      newest.accumulateAndGet(operation.seen().revision(), Math::max);
    }
  }

  void add(Reading reading) {
    readings.add(reading);
    done.incrementAndGet();
  }

  /** An answer that is wrong by itself. */
  void odd(String what) {
    oddities.add(what);
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  List<Reading> readings() {
    return List.copyOf(readings);
  }

  List<String> oddities() {
    return List.copyOf(oddities);
  }

  /** Writes that were answered as done. */
  long acknowledged() {
    return operations.stream()
        .filter(operation -> operation.kind() != Operation.Kind.READ)
        .filter(operation -> operation.outcome() == Operation.Outcome.DONE)
        .count();
  }

  /** How many were answered. */
  int done() {
    return done.get();
  }

  int unknown() {
    return unknown.get();
  }

  int refused() {
    return refused.get();
  }

  /** The newest revision any client was shown. */
  long newest() {
    return newest.get();
  }
}
