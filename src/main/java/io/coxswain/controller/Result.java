package io.coxswain.controller;

import java.time.Duration;

/** How a reconciliation ended; an exception is the third outcome: again with back-off. */
public sealed interface Result {
  Result DONE = new Done();

  /** Nothing to do until something changes. */
  record Done() implements Result {}

  /** Look again after {@code delay}, whether or not something changes before. */
  record Again(Duration delay) implements Result {}

  static Result again(Duration delay) {
    return new Again(delay);
  }
}
