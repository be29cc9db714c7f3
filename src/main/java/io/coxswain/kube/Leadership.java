package io.coxswain.kube;

/**
 * Whether this process may act for the cluster. Of all processes at most one leads; who loses it
 * must stop at once.
 */
public interface Leadership {
  boolean isLeader();

  /**
   * Tells {@code listener} of every change, and of the present state at once if it leads. It is
   * called on the loop that noticed and must not hold it up.
   */
  void onChange(Listener listener);

  /** Hears that leadership was acquired or lost. */
  @FunctionalInterface
  interface Listener {
    void changed(boolean leader);
  }

  /** Leads for ever: one process alone, and tests. */
  static Leadership always() {
    return new Leadership() {
      @Override
      public boolean isLeader() {
        return true;
      }

      @Override
      public void onChange(Listener listener) {
        listener.changed(true);
      }
    };
  }
}
