package io.coxswain.torture.environment;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is to happen to a connection, and at which step.
 *
 * <p>The message that makes the step is not passed on (or half of it is): before COMMIT nothing was
 * committed, after it only the answer is missing.
 */
final class Cut {
  /** Where in the exchange. */
  enum Step {
    /** The answer to the login of a new connection. */
    LOGIN,
    /** The simple query that begins a batch. */
    BEGIN,
    /** A statement with its values. */
    STATEMENT,
    /** A row of an answer. */
    ROW,
    /** The COMMIT, not passed on. */
    COMMIT,
    /** The answer to a COMMIT that took effect. */
    COMMITTED,
    /** Any message, in either direction, after some others. */
    ANY
  }

  /** What happens there. */
  enum Act {
    /** Both ends are closed. */
    CLOSE,
    /** Both ends get a reset. */
    RESET,
    /** Nothing passes for a while, then everything does. */
    HOLD,
    /** Nothing passes for a while, then both ends are closed. */
    SILENCE
  }

  final Step step;
  final Act act;

  /** The message is passed on up to its middle. */
  final boolean half;

  final long holdMillis;
  private final AtomicInteger skip;
  private final CountDownLatch happened = new CountDownLatch(1);

  /**
   * @param skip so many messages that would do pass first
   */
  Cut(Step step, Act act, boolean half, int skip, long holdMillis) {
    this.step = step;
    this.act = act;
    this.half = half;
    this.skip = new AtomicInteger(skip);
    this.holdMillis = holdMillis;
  }

  boolean isAt(boolean fromServer, int type, byte[] body) {
    boolean here =
        switch (step) {
          case LOGIN -> !fromServer && type == 'R';
          case BEGIN -> fromServer && type == 'Q' && starts(body, "begin isolation");
          case STATEMENT -> fromServer && type == 'B';
          case ROW -> !fromServer && type == 'D';
          case COMMIT -> fromServer && type == 'Q' && starts(body, "commit");
          case COMMITTED -> !fromServer && type == 'C' && starts(body, "COMMIT");
          case ANY -> true;
        };
    return here && skip.getAndDecrement() <= 0;
  }

  private static boolean starts(byte[] body, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return body.length >= bytes.length
        && java.util.Arrays.equals(body, 0, bytes.length, bytes, 0, bytes.length);
  }

  void done() {
    happened.countDown();
  }

  /** Whether it happened in time. */
  boolean await(long millis) {
    try {
      return happened.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public String toString() {
    return step + " " + act + (half ? " half" : "");
  }
}
