package io.coxswain.node.pod;

import java.time.Duration;
import java.time.Instant;

/**
 * A graceful stop under way: preStop hook, then the stop signal, then SIGKILL.
 *
 * @param containerId whose
 * @param hook whether the preStop hook still runs
 * @param signalled when the stop signal went out, {@code null} before
 * @param killAt when SIGKILL is due
 * @param killed whether it went out
 */
record Stopping(
    String containerId, boolean hook, Instant signalled, Instant killAt, boolean killed) {
  /** What is left after a long preStop hook, at least. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  static Stopping begin(String containerId, boolean hook, Duration grace, Instant now) {
    return new Stopping(containerId, hook, null, now.plus(grace), false);
  }

  Stopping hookDone(Instant now) {
    return hook ? new Stopping(containerId, false, signalled, later(now), killed) : this;
  }

  private Instant later(Instant now) {
    Instant least = now.plus(LEAST);
    return killAt.isBefore(least) ? least : killAt;
  }

  Stopping signalled(Instant now) {
    return new Stopping(containerId, hook, now, killAt, killed);
  }

  Stopping killed(Instant now, Duration again) {
    return new Stopping(containerId, false, signalled, now.plus(again), true);
  }

  /** A second request may only shorten the wait. */
  Stopping within(Duration grace, Instant now) {
    Instant at = now.plus(grace);
    return at.isBefore(killAt) ? new Stopping(containerId, hook, signalled, at, killed) : this;
  }
}
