package io.coxswain.pki;

/**
 * Something that is no key, certificate, request or token, or is none that can be believed; the
 * message says which. It carries no secret.
 */
public final class PkiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PkiException(String message) {
    super(message);
  }

  public PkiException(String message, Throwable cause) {
    super(message, cause);
  }
}
