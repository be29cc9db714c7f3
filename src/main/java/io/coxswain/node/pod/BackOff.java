package io.coxswain.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Doubling delays by key, as client-go's {@code flowcontrol.Backoff}: the first failure costs
 * nothing, the next ones 10 s, 20 s … 5 min; a key quiet for 10 min begins again. Of one thread.
 */
final class BackOff {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration FORGET = LONGEST.multipliedBy(2);

  private record Entry(Duration delay, Instant updated) {}

  private final Map<String, Entry> entries = new HashMap<>();

  /** When something that failed at {@code event} may be tried again; now or before: at once. */
  Instant until(String key, Instant event) {
    Entry entry = entries.get(key);
    if (entry == null || expired(entry, event)) {
      return event;
    }
    return event.plus(entry.delay);
  }

  /** The delay in force, for messages. */
  Duration delay(String key) {
    Entry entry = entries.get(key);
    return entry == null ? Duration.ZERO : entry.delay;
  }

  /** Records a try after a failure at {@code event}: the next one has to wait longer. */
  void next(String key, Instant event, Instant now) {
    Entry entry = entries.get(key);
    Duration delay = FIRST;
    if (entry != null && !expired(entry, event)) {
      Duration twice = entry.delay.multipliedBy(2);
      delay = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }
    entries.put(key, new Entry(delay, now));
  }

  void reset(String key) {
    entries.remove(key);
  }

  private static boolean expired(Entry entry, Instant event) {
    return Duration.between(entry.updated, event).compareTo(FORGET) > 0;
  }
}
