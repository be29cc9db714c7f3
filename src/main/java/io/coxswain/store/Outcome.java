package io.coxswain.store;

/** What became of a write. An unknown outcome is settled before anyone hears of it. */
public sealed interface Outcome {
  /** Durable, visible to every later read, at this revision. */
  record Committed(long revision) implements Outcome {}

  /** The key did not have the expected revision; nothing was written. {@code actual} 0: absent. */
  record Lost(long actual) implements Outcome {}
}
