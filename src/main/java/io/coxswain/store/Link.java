package io.coxswain.store;

/** One connection to the database over its lives: closed, opening, open; with back-off. */
final class Link {
  private enum State {
    CLOSED,
    OPENING,
    OPEN
  }

  private final Timing timing;
  private State state = State.CLOSED;
  private long connection;
  private long failures;
  private long retryAt = Long.MIN_VALUE;

  /** When the oldest unanswered question must be answered. */
  private long answerBy = Long.MAX_VALUE;

  Link(Timing timing) {
    this.timing = timing;
  }

  boolean mayConnect(long now) {
    return state == State.CLOSED && now >= retryAt;
  }

  /** Begins a new life and gives its number. */
  long connecting(long now) {
    state = State.OPENING;
    answerBy = now + timing.answer().toMillis();
    return ++connection;
  }

  boolean opened(long which) {
    if (state != State.OPENING || which != connection) {
      return false;
    }
    state = State.OPEN;
    failures = 0;
    answerBy = Long.MAX_VALUE;
    return true;
  }

  boolean lost(long which, long now) {
    if (state == State.CLOSED || which != connection) {
      return false;
    }
    state = State.CLOSED;
    answerBy = Long.MAX_VALUE;
    long pause = timing.backoff().toMillis() << Math.min(failures++, 10);
    retryAt = now + Math.min(pause, timing.longestBackoff().toMillis());
    return true;
  }

  void asked(long now) {
    answerBy = Math.min(answerBy, now + timing.answer().toMillis());
  }

  void answered() {
    answerBy = Long.MAX_VALUE;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isOpen(long which) {
    return state == State.OPEN && which == connection;
  }

  boolean isOverdue(long now) {
    return state != State.CLOSED && now >= answerBy;
  }

  long connection() {
    return connection;
  }

  long deadline() {
    return state == State.CLOSED ? retryAt : answerBy;
  }
}
