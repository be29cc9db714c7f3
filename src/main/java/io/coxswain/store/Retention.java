package io.coxswain.store;

import java.time.Duration;

/**
 * How much history is kept: what is older than {@code age} goes, and the oldest beyond {@code
 * bytes} on disk goes before that. Whole partitions go, never what the API still serves, and never
 * the partition that is being written.
 */
public record Retention(Duration age, long bytes) {
  public static final Retention DEFAULT = new Retention(Duration.ofDays(7), 1L << 30);
}
