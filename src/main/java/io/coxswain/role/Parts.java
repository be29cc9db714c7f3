package io.coxswain.role;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a role has started, ended last first. */
final class Parts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Parts.class.getName());

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  void add(AutoCloseable part) {
    parts.push(part);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.DEBUG, "a part did not end cleanly", e);
      }
    }
  }
}
