package io.coxswain.api.authz;

/** Decides whether a request is allowed; answers from memory. */
public interface Authorizer {
  Decision authorize(Attributes attributes);

  /** An answer; {@code reason} may be empty. NO_OPINION at the end of a chain denies. */
  record Decision(Verdict verdict, String reason) {
    public boolean allowed() {
      return verdict == Verdict.ALLOW;
    }
  }

  /** The three answers of upstream's authorizers. */
  enum Verdict {
    ALLOW,
    DENY,
    NO_OPINION
  }
}
