package io.coxswain.store;

import java.time.Duration;

/**
 * The times of the ledger.
 *
 * @param tick how often the tail looks for others' batches where no notification came
 * @param queue how long a write or read waits for the database before it fails as unavailable
 * @param answer how long the database may take for a batch, fence or read before its connection is
 *     given up
 * @param patience how long node-lease renewals may wait to share a commit with somebody
 * @param probe how often leadership is asked for, and the lane's connection tried
 * @param keeping how often the leader compacts and expires
 * @param backoff first and longest pause between two attempts to connect
 */
public record Timing(
    Duration tick,
    Duration queue,
    Duration answer,
    Duration patience,
    Duration probe,
    Duration keeping,
    Duration backoff,
    Duration longestBackoff) {
  public static final Timing DEFAULT =
      new Timing(
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofMillis(50),
          Duration.ofMillis(500));

  /** Compacting often enough for a served past of that length. */
  public Timing forServing(Duration served) {
    Duration half = served.dividedBy(2);
    return new Timing(
        tick,
        queue,
        answer,
        patience,
        probe,
        half.compareTo(keeping) < 0 ? half : keeping,
        backoff,
        longestBackoff);
  }
}
