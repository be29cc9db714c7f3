package io.coxswain.cache;

/**
 * How much of the past the cache holds.
 *
 * @param changes at most on the ring
 * @param bytes at most of bodies on the ring
 * @param snapshots kept for lists that are read page by page
 */
public record Limits(int changes, long bytes, int snapshots) {
  /** For small hardware: a minute of hard work, hours of quiet. */
  public static final Limits DEFAULT = new Limits(32_768, 32L << 20, 64);
}
