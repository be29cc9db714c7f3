package io.coxswain.kube;

import java.time.Duration;

/**
 * Lets a thread wait: the one way in which sequential code on virtual threads passes time between
 * attempts. Only a composition root makes the real one; tests make time pass at once.
 */
@FunctionalInterface
public interface Sleeper {
  /**
   * Returns after {@code time}.
   *
   * @throws InterruptedException where the thread is told to end meanwhile
   */
  void sleep(Duration time) throws InterruptedException;
}
