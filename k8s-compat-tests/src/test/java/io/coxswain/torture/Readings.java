package io.coxswain.torture;

import io.coxswain.torture.Operation.Outcome;
import io.coxswain.torture.Reading.Mode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gets and lists against the life of every key. */
final class Readings {
  private final Truth.Lives lives;

  /** The newest revision acknowledged by the time. */
  private final TreeMap<Long, Long> acknowledged = new TreeMap<>();

  private final long newest;

  /**
   * @param newest the last change watchers waited for
   */
  Readings(Truth.Lives lives, List<Operation> operations, long newest) {
    this.lives = lives;
    this.newest = newest;
    long highest = 0;
    for (Operation operation :
        operations.stream()
            .filter(operation -> operation.outcome() == Outcome.DONE)
            .sorted(Comparator.comparingLong(Operation::returned))
            .toList()) {
      highest = Math.max(highest, operation.seen().revision());
      acknowledged.put(operation.returned(), highest);
    }
  }

  void judge(Reading reading, List<String> violations) {
    if (reading.isList()) {
      list(reading, violations);
    } else {
      get(reading, violations);
    }
  }

  private long acknowledgedBefore(long time) {
    Map.Entry<Long, Long> entry = acknowledged.lowerEntry(time);
    return entry == null ? 0 : entry.getValue();
  }

  private void list(Reading reading, List<String> violations) {
    long least =
        switch (reading.mode()) {
          case CONSISTENT -> acknowledgedBefore(reading.invoked());
          case CACHED -> 0;
          case AT_LEAST, EXACT -> reading.bound();
        };
    if (reading.revision() < least
        || (reading.mode() == Mode.EXACT && reading.revision() != reading.bound())) {
      violations.add("a list is of another revision than " + least + ": " + reading);
    }
    if (reading.revision() > newest) {
      return; // nobody watched any more
    }
    Map<String, Version> expected = lives.at(reading.revision());
    if (!expected.equals(reading.items())) {
      violations.add("a list is no cut: " + reading + " instead of " + expected);
    }
  }

  /** What was read was so at some revision that is new enough. */
  private void get(Reading reading, List<String> violations) {
    Version seen = reading.items().get(reading.key());
    long least = reading.mode() == Mode.AT_LEAST ? reading.bound() : 0;
    boolean good;
    if (seen == null) {
      good = wasAbsentSince(reading.key(), least);
    } else {
      good =
          seen.equals(lives.at(reading.key(), seen.revision()))
              && lives.next(reading.key(), seen.revision()) > least;
    }
    if (!good && (seen == null || seen.revision() <= newest)) {
      violations.add(
          "a read nobody could make: "
              + reading
              + lives.around(reading.key(), seen == null ? least : seen.revision()));
    }
  }

  private boolean wasAbsentSince(String key, long least) {
    for (long at = least; at != Long.MAX_VALUE; at = lives.next(key, at)) {
      if (lives.at(key, at) == null) {
        return true;
      }
    }
    return false;
  }

  /** One life of one server never goes back, for one client that waits for its answers. */
  void monotone(List<Reading> readings, List<String> violations) {
    Map<String, Reading> last = new HashMap<>();
    for (Reading reading :
        readings.stream()
            .filter(r -> r.isList() && r.mode() != Mode.EXACT)
            .sorted(Comparator.comparingLong(Reading::invoked))
            .toList()) {
      Reading before = last.put(reading.client() + " at " + reading.place(), reading);
      if (before != null && before.revision() > reading.revision()) {
        violations.add("a server went back: " + before + ", then " + reading);
      }
    }
  }
}
