package io.coxswain.torture;

/**
 * What one client asked of one key, and what it was told.
 *
 * @param how verb and server, for the evidence
 * @param value written by creates and updates
 * @param condition what the client demanded of the state before
 * @param invoked monotonic nanoseconds
 * @param returned {@link Long#MAX_VALUE} where the outcome is unknown: it may take effect at any
 *     time
 * @param seen what the answer shows; of a delete only the uid; {@code null} where it shows nothing
 */
public record Operation(
    int client,
    String how,
    Kind kind,
    String key,
    String value,
    Condition condition,
    long invoked,
    long returned,
    Outcome outcome,
    Version seen) {

  /** What was asked. */
  public enum Kind {
    CREATE,
    UPDATE,
    DELETE,
    READ
  }

  /** What was told. */
  public enum Outcome {
    DONE,
    /** There is no such object. */
    MISSING,
    /** There is one already. */
    EXISTS,
    /** The condition does not hold. */
    CONFLICT,
    /** Never carried out, for reasons that say nothing of the state. */
    REFUSED,
    UNKNOWN
  }

  /**
   * @param revision 0: any
   * @param value {@code null}: any
   * @param uid {@code null}: any
   */
  public record Condition(long revision, String value, String uid) {
    static final Condition NONE = new Condition(0, null, null);

    static Condition revision(long revision) {
      return new Condition(revision, null, null);
    }

    static Condition value(String value) {
      return new Condition(0, value, null);
    }

    static Condition uid(String uid) {
      return new Condition(0, null, uid);
    }

    boolean isNone() {
      return revision == 0 && value == null && uid == null;
    }

    boolean holds(Version state) {
      return (revision == 0 || revision == state.revision())
          && (value == null || value.equals(state.value()))
          && (uid == null || state.uid() == null || uid.equals(state.uid()));
    }

    /** Whether it may fail on this state. */
    boolean mayFail(Version state) {
      return !holds(state) || (uid != null && state.uid() == null);
    }
  }

  boolean isUnknown() {
    return outcome == Outcome.UNKNOWN;
  }

  /** Whether it says anything about the state. */
  boolean isTelling() {
    return switch (outcome) {
      case REFUSED -> false;
      case CONFLICT -> !condition.isNone();
      case UNKNOWN -> kind != Kind.READ;
      default -> true;
    };
  }
}
