package io.coxswain.client;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides what becomes of an event, as client-go's event correlator does: similar events (all but
 * the message the same) are combined after ten different messages in ten minutes, equal ones
 * counted, and one object's floods dropped (25 at once, then one per five minutes).
 */
final class EventCorrelator {
  private static final int MAX_ENTRIES = 4096;
  private static final int MAX_SIMILAR = 10;
  private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
  private static final double BURST = 25;
  private static final double TOKENS_PER_SECOND = 1.0 / 300;

  /** An event as it is to be counted. */
  record Correlated(String key, String message, int count, Written written) {}

  /** An event object that was written before. */
  record Written(String namespace, String name, Instant first) {}

  private static final class Similar {
    private final Set<String> messages = new TreeSet<>();
    private Instant last;
  }

  private static final class Counted {
    private int count;
    private Written written;
  }

  private static final class Bucket {
    private double tokens = BURST;
    private Instant last;
  }

  private final Map<String, Similar> similar = bounded();
  private final Map<String, Counted> counted = bounded();
  private final Map<String, Bucket> buckets = bounded();

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MAX_ENTRIES;
      }
    };
  }

  /**
   * @param object names the object and the source
   * @param kind names type and reason
   * @return {@code null} where the event is to be dropped
   */
  Correlated correlate(String object, String kind, String message, Instant now) {
    String aggregate = object + '\0' + kind;
    Similar alike = similar.computeIfAbsent(aggregate, k -> new Similar());
    if (alike.last != null && Duration.between(alike.last, now).compareTo(SIMILAR_WITHIN) > 0) {
      alike.messages.clear();
    }
    alike.last = now;
    alike.messages.add(message);
    String key = aggregate + '\0' + message;
    String text = message;
    if (alike.messages.size() >= MAX_SIMILAR) {
      alike.messages.remove(alike.messages.iterator().next());
      key = aggregate;
      text = "(combined from similar events): " + message;
    }
    Counted entry = counted.computeIfAbsent(key, k -> new Counted());
    entry.count++;
    return take(object, now) ? new Correlated(key, text, entry.count, entry.written) : null;
  }

  /** Remembers under which name the event was written, for the next of its kind. */
  void written(String key, Written written) {
    Counted entry = counted.get(key);
    if (entry != null) {
      entry.written = written;
    }
  }

  private boolean take(String object, Instant now) {
    Bucket bucket = buckets.computeIfAbsent(object, k -> new Bucket());
    if (bucket.last != null) {
      double seconds = Duration.between(bucket.last, now).toMillis() / 1000.0;
      bucket.tokens = Math.min(BURST, bucket.tokens + Math.max(0, seconds) * TOKENS_PER_SECOND);
    }
    bucket.last = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }
}
