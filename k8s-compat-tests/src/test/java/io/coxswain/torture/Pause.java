package io.coxswain.torture;

import java.time.Duration;

/** A length of time that is part of a fault: nothing to be waited for ends it. */
public final class Pause {
  private final long end;

  private Pause(long end) {
    this.end = end;
  }

  /** It begins now. */
  public static Pause of(Duration length) {
    return new Pause(System.nanoTime() + length.toNanos());
  }

  public void await() {
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      Wait.pause(left);
    }
  }
}
