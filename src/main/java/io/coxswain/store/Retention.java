package io.coxswain.store;

import java.time.Duration;

/**
 * How much history is kept: what is older than {@code age} goes, and the oldest beyond {@code
 * bytes} on disk goes before that. Whole partitions go, never what the API still serves, and never
 * the partition that is being written.
 *
 * @param longestLife no object that ends by itself lives longer; they are deleted once a leader has
 *     seen so much time pass
 */
public record Retention(Duration age, long bytes, Duration longestLife) {
  private static final Duration EVENTS = Duration.ofHours(1);
  public static final Retention DEFAULT = new Retention(Duration.ofDays(7), 1L << 30);

  public Retention(Duration age, long bytes) {
    this(age, bytes, EVENTS);
  }
}
