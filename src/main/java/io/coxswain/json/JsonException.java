package io.coxswain.json;

/** Text that is not JSON or YAML; the message says what is wrong and where. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JsonException(String message) {
    super(message);
  }
}
