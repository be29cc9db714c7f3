package io.coxswain.store;

import java.time.Duration;

/**
 * The times of the ledger.
 *
 * @param tick how often the tail looks for others' batches where no notification came
 * @param queue how long a write or read waits for the database before it fails as unavailable
 * @param answer how long the database may take for a batch, fence or read before its connection is
 *     given up
 * @param patience how long node-lease renewals may wait to share a commit; three eighths of a round
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
          Duration.ofSeconds(6),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofMillis(50),
          Duration.ofMillis(500));

  /** So much before a turn is what the turn's commit is to take along. */
  private static final Duration AHEAD = Duration.ofSeconds(1);

  /**
   * When a renewal that arrives now is to be committed. Time is divided into rounds (16 s): who
   * comes within one patience before the turn waits for it. An agent renews ten seconds after its
   * last answer. Who was answered at a turn therefore comes before the next one and waits; who
   * comes at another time is answered at once and comes six seconds earlier in the next round,
   * until he meets the others: soon all share one commit a round.
   *
   * @param now milliseconds on the clock whose multiples of a round are its turns
   */
  public long gathered(long now) {
    long wait = untilTurn(now);
    return wait < patience.toMillis() ? now + wait : now;
  }

  /**
   * A time for periodic work that ends in a write: just before a turn, so that the turn's commit
   * takes it along. Work that is due more often than there are turns keeps its own time.
   *
   * @param now as above
   * @param pause the longest
   * @return the pause to make, longer than {@code pause} less one round
   */
  public Duration beforeTurn(long now, Duration pause) {
    long round = round();
    if (round == 0 || pause.toMillis() < 2 * round) {
      return pause;
    }
    return pause.minusMillis(Math.floorMod(now + pause.plus(AHEAD).toMillis(), round));
  }

  private long untilTurn(long now) {
    return round() == 0 ? 0 : round() - 1 - Math.floorMod(now - 1, round());
  }

  private long round() {
    return patience.toMillis() * 8 / 3;
  }

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
