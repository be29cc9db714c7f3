package io.coxswain.torture.environment;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is to happen to a connection, and at which step.
 *
 * <p>The message that makes the step is not passed on (or half of it is): without the batch nothing
 * was committed, after it only the answer is missing.
 */
final class Cut {
  private static final int BATCH_VALUES = 15;

  /** Where in the exchange. */
  enum Step {
    /** The answer to the login of a new connection. */
    LOGIN,
    /** A statement with its values. */
    STATEMENT,
    /** A row of an answer. */
    ROW,
    /** A batch, which is one statement and a transaction of its own. */
    BATCH,
    /** The row that answers a batch: it is about to be committed. */
    DECIDED,
    /** The word that a batch took effect; its row was passed on. */
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

  /**
   * @param answering whether a batch was the last statement passed on
   */
  boolean isAt(boolean fromServer, int type, byte[] body, boolean answering) {
    boolean here =
        switch (step) {
          case LOGIN -> !fromServer && type == 'R';
          case STATEMENT -> fromServer && type == 'B';
          case ROW -> !fromServer && type == 'D';
          case BATCH -> fromServer && isBatch(type, body);
          case DECIDED -> !fromServer && type == 'D' && answering;
          case COMMITTED -> !fromServer && type == 'Z' && answering;
          case ANY -> true;
        };
    return here && skip.getAndDecrement() <= 0;
  }

  /** The one statement with so many values: portal, statement, formats, values. */
  static boolean isBatch(int type, byte[] body) {
    if (type != 'B') {
      return false;
    }
    ByteBuffer bind = ByteBuffer.wrap(body);
    for (int names = 0; names < 2; ) {
      names += bind.get() == 0 ? 1 : 0;
    }
    int formats = bind.getShort();
    return bind.getShort(bind.position() + 2 * formats) == BATCH_VALUES;
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
