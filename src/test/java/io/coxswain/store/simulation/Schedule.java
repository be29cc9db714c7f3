package io.coxswain.store.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** Virtual time and everything random: one seed, one schedule. */
final class Schedule {
  private static final int REMEMBERED = Integer.getInteger("simulation.story", 40);
  private static final int WHEEL = 8192;

  final SplittableRandom random;

  // A wheel with a place for each millisecond: first come, first served.
  private final Task[] first = new Task[WHEEL];
  private final Task[] last = new Task[WHEEL];
  private final Deque<String> trace = new ArrayDeque<>();
  private long now;

  private static final class Task {
    final Runnable run;
    Task next;

    Task(Runnable run) {
      this.run = run;
    }
  }

  Schedule(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Milliseconds since the schedule began. */
  long now() {
    return now;
  }

  void after(long millis, Runnable run) {
    if (millis >= WHEEL) {
      throw new IllegalArgumentException(millis + " ms are too far ahead");
    }
    int place = (int) ((now + millis) % WHEEL);
    Task task = new Task(run);
    if (first[place] == null) {
      first[place] = task;
    } else {
      last[place].next = task;
    }
    last[place] = task;
  }

  /** Runs until the virtual clock shows {@code time}. */
  void runUntil(long time) {
    while (true) {
      int place = (int) (now % WHEEL);
      for (Task task = first[place]; task != null; task = first[place]) {
        first[place] = task.next;
        task.run.run();
      }
      if (now >= time) {
        return;
      }
      now++;
    }
  }

  boolean chance(int inThousand) {
    return inThousand > 0 && random.nextInt(1000) < inThousand;
  }

  /** Mostly short, sometimes long: what overtakes what is left to luck. */
  long delay() {
    return random.nextInt(10) == 0 ? random.nextInt(400) : random.nextInt(4);
  }

  /** What a failed schedule shows; the last few are kept. */
  void note(String who, String what, Object detail) {
    if (trace.size() == REMEMBERED) {
      trace.removeFirst();
    }
    trace.addLast(now + " ms " + who + " " + what + " " + detail);
  }

  String trace() {
    return String.join("\n  ", trace);
  }
}
