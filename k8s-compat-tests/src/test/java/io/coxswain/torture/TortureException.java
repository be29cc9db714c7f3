package io.coxswain.torture;

/** The harness cannot go on: a process does not start, a condition does not come true. */
public final class TortureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TortureException(String message, Throwable cause) {
    super(message, cause);
  }

  public TortureException(String message) {
    super(message);
  }
}
