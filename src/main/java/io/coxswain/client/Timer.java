package io.coxswain.client;

import java.time.Duration;
import java.time.InstantSource;

/** Tells the time and calls back later: the one door to time for everything that waits. */
public interface Timer extends InstantSource {

  /**
   * Runs {@code task} once, no earlier than {@code delay} from now, on a thread of the timer; the
   * task must be short and must not block.
   *
   * @return cancels the task if it has not begun
   */
  Runnable after(Duration delay, Runnable task);

  /**
   * Time that has passed since some moment, on a clock that nobody sets: what was heard of how long
   * ago does not change with the time of day.
   */
  Duration elapsed();
}
