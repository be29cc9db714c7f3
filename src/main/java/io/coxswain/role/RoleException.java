package io.coxswain.role;

/** Why a role cannot start, in one sentence for the person who started it. */
public final class RoleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RoleException(String message) {
    super(message);
  }
}
