package io.coxswain.store.simulation;

/** An invariant of docs/design/store.md does not hold. */
final class Broken extends AssertionError {
  private static final long serialVersionUID = 1L;

  private Broken(String what) {
    super(what);
  }

  /**
   * @param number of the invariant in docs/design/store.md
   */
  static void unless(boolean holds, int number, String what) {
    if (!holds) {
      throw new Broken("invariant " + number + ": " + what);
    }
  }

  static void unless(boolean holds, int number, String what, Object detail) {
    if (!holds) {
      throw new Broken("invariant " + number + ": " + what + ": " + detail);
    }
  }
}
