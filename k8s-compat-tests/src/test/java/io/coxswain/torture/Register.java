package io.coxswain.torture;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One key as a register with compare-and-set: what each answer demands of the state and makes of
 * it.
 *
 * @param unclaimed by value: versions somebody saw and no acknowledged write made, by revision:
 *     what a write of unknown outcome became
 * @param deletedAt by uid: the revision of the delete, where somebody saw it
 * @param unclaimedDeletes uids of deletes somebody saw and nobody was acknowledged
 * @param complete whether every change was seen by somebody: what nobody saw did not happen
 */
record Register(
    Map<String, List<Version>> unclaimed,
    Map<String, Long> deletedAt,
    Set<String> unclaimedDeletes,
    boolean complete) {

  /**
   * @param floor no later write has a revision at or below it
   * @param version {@code null}: absent
   */
  record State(long floor, Version version) {
    boolean isAbsent() {
      return version == null;
    }
  }

  /** The revision that fixes the operation's place; 0: none does. */
  long revision(Operation operation) {
    if (operation.outcome() != Operation.Outcome.DONE) {
      return 0;
    }
    return operation.kind() == Operation.Kind.DELETE
        ? deletedAt.getOrDefault(operation.seen().uid(), 0L)
        : operation.seen().revision();
  }

  /** The state after this operation with this answer; {@code null} where the answer is wrong. */
  State after(Operation operation, State state) {
    return switch (operation.outcome()) {
      case DONE -> done(operation, state);
      case MISSING -> state.isAbsent() ? state : null;
      case EXISTS -> state.isAbsent() ? null : state;
      case CONFLICT ->
          state.isAbsent() || operation.condition().mayFail(state.version()) ? state : null;
      case UNKNOWN -> unknown(operation, state);
      case REFUSED -> state;
    };
  }

  private State done(Operation operation, State state) {
    Version seen = operation.seen();
    return switch (operation.kind()) {
      case READ -> isSame(seen, state) ? state : null;
      case CREATE ->
          state.isAbsent() && seen.revision() > state.floor()
              ? new State(seen.revision(), seen)
              : null;
      case UPDATE -> {
        if (state.isAbsent()
            || !operation.condition().holds(state.version())
            || !isSameLife(seen.uid(), state)) {
          yield null;
        }
        if (isSame(seen, state)) {
          yield state; // the object was so already: nothing is written
        }
        yield seen.revision() > state.floor() ? new State(seen.revision(), seen) : null;
      }
      case DELETE ->
          !state.isAbsent()
                  && operation.condition().holds(state.version())
                  && isSameLife(seen.uid(), state)
              ? absent(seen.uid(), state)
              : null;
    };
  }

  private State unknown(Operation operation, State state) {
    return switch (operation.kind()) {
      case READ -> null;
      case CREATE -> state.isAbsent() ? written(operation.value(), null, state) : null;
      case UPDATE ->
          !state.isAbsent() && operation.condition().holds(state.version())
              ? written(operation.value(), state.version().uid(), state)
              : null;
      case DELETE ->
          !state.isAbsent()
                  && operation.condition().holds(state.version())
                  && (!complete || unclaimedDeletes.contains(state.version().uid()))
              ? absent(state.version().uid(), state)
              : null;
    };
  }

  private State written(String value, String uid, State state) {
    for (Version version : unclaimed.getOrDefault(value, List.of())) {
      if (version.revision() > state.floor()) {
        return new State(version.revision(), version);
      }
    }
    return complete ? null : new State(state.floor(), new Version(Version.UNSEEN, value, uid));
  }

  private State absent(String uid, State state) {
    long at = uid == null ? 0 : deletedAt.getOrDefault(uid, 0L);
    return new State(Math.max(state.floor(), at), null);
  }

  private static boolean isSame(Version seen, State state) {
    return !state.isAbsent()
        && seen.revision() == state.version().revision()
        && seen.value().equals(state.version().value());
  }

  private static boolean isSameLife(String uid, State state) {
    return uid == null || state.version().uid() == null || uid.equals(state.version().uid());
  }
}
