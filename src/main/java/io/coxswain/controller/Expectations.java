package io.coxswain.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a controller has written but its informer has not shown yet. While something is missing the
 * controller must not count, or it would create and delete twice. After five minutes it stops
 * believing. Thread-safe.
 */
public final class Expectations<K> {
  private static final Duration BELIEVED = Duration.ofMinutes(5);

  private static final class Expected {
    private int creations;
    private final Set<String> deletions = new HashSet<>();
    private Instant since;
  }

  private final InstantSource clock;
  private final Map<K, Expected> expected = new HashMap<>();

  public Expectations(InstantSource clock) {
    this.clock = clock;
  }

  public synchronized boolean satisfied(K key) {
    Expected now = expected.get(key);
    return now == null
        || (now.creations <= 0 && now.deletions.isEmpty())
        || now.since.plus(BELIEVED).isBefore(clock.instant());
  }

  public synchronized void expectCreations(K key, int count) {
    fresh(key).creations = count;
  }

  /**
   * @param uids of the objects about to be deleted
   */
  public synchronized void expectDeletions(K key, Set<String> uids) {
    fresh(key).deletions.addAll(uids);
  }

  private Expected fresh(K key) {
    Expected now = new Expected();
    now.since = clock.instant();
    expected.put(key, now);
    return now;
  }

  /** One creation was seen, or failed and will not be. */
  public synchronized void created(K key) {
    Expected now = expected.get(key);
    if (now != null) {
      now.creations--;
    }
  }

  /** The deletion was seen, or failed and will not be. */
  public synchronized void deleted(K key, String uid) {
    Expected now = expected.get(key);
    if (now != null) {
      now.deletions.remove(uid);
    }
  }

  public synchronized void forget(K key) {
    expected.remove(key);
  }
}
