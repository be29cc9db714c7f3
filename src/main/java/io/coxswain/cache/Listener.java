package io.coxswain.cache;

/** Keeps an index in memory: hears every object once at first, then every change, in order. */
@FunctionalInterface
public interface Listener {
  /**
   * Called on the feed's thread, which it must not hold up.
   *
   * @param old what was, or {@code null} for a new object
   * @param now what is, or {@code null} for one that is gone
   */
  void changed(Entry old, Entry now);
}
