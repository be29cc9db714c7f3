package io.coxswain.ops.postgres;

/** The embedded PostgreSQL cannot run; the message is a sentence for the person at the terminal. */
public final class PostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PostgresException(String message) {
    super(message);
  }

  public PostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
