package io.coxswain.api.verb;

/**
 * What a request carries.
 *
 * @param contentType as sent, may be empty
 */
public record Body(String contentType, byte[] bytes) {
  public static final Body NONE = new Body("", new byte[0]);

  public boolean isEmpty() {
    return bytes.length == 0;
  }
}
