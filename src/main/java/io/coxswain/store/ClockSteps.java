package io.coxswain.store;

import java.time.Duration;

/**
 * Notices that the database's clock was set. What is judged by age then waits until the new time
 * has been true for a while: a clock that jumps a year and back compacts and expires nothing. Not
 * thread-safe.
 */
public final class ClockSteps {
  private final long pause;
  private final long tolerance;
  private boolean looked;
  private long lastClock;
  private long lastElapsed;
  private long until = Long.MIN_VALUE;

  /**
   * @param pause how long nothing is judged after a step
   * @param tolerance how much the clock may drift between two looks
   */
  public ClockSteps(Duration pause, Duration tolerance) {
    this.pause = pause.toMillis();
    this.tolerance = tolerance.toMillis();
  }

  /**
   * @param clock the database's time in milliseconds
   * @param elapsed milliseconds on a clock that nobody sets
   * @return whether ages may be told by the database's clock
   */
  public boolean areTimesTrue(long clock, long elapsed) {
    if (looked && Math.abs((clock - lastClock) - (elapsed - lastElapsed)) > tolerance) {
      until = elapsed + pause;
    }
    looked = true;
    lastClock = clock;
    lastElapsed = elapsed;
    return elapsed >= until;
  }
}
