package io.coxswain.node.serve;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Hands what a client sends to a virtual thread, one piece after another; the next is read from the
 * socket when the last was taken, so that a slow process slows its client.
 */
final class Intake implements AutoCloseable {
  private final ExecutorService thread;

  Intake(String name) {
    thread = Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
  }

  /**
   * @param work may block
   * @param next asks the socket for more
   */
  void take(Runnable work, Runnable next) {
    try {
      thread.execute(
          () -> {
            work.run();
            next.run();
          });
    } catch (RejectedExecutionException e) {
      return; // closed: what still comes is for nobody
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
