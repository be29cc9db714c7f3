package io.coxswain;

import io.vertx.core.impl.VertxThread;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test during which an event loop stood still: waited for anything for 100 ms (a lock, a
 * future, a sleep), or computed for so long that no slow start of a JVM explains it. Unlike Vert.x'
 * own warning it does not mistake a busy machine for a blocked loop. JUnit finds it as a service
 * (quarkus-junit turns that on).
 */
public final class EventLoopRule implements BeforeEachCallback, AfterEachCallback {
  private static final long LOOK_EVERY_MILLIS = 20;
  private static final long WAITING_NANOS = 100_000_000;
  private static final long COMPUTING_NANOS = 700_000_000;

  private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
  private static boolean watching; // guarded by the class

  /** A loop in the middle of one turn. */
  private record Turn(long started, long processorBefore, long waitingSince, boolean told) {}

  @Override
  public void beforeEach(ExtensionContext context) {
    watch();
    SEEN.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> seen = new ArrayList<>();
    for (String each; (each = SEEN.poll()) != null; ) {
      seen.add(each);
    }
    if (!seen.isEmpty()) {
      throw new AssertionError("an event loop was blocked:\n" + String.join("\n", seen));
    }
  }

  private static synchronized void watch() {
    if (!watching) {
      watching = true;
      Thread.ofPlatform().daemon().name("event loop rule").start(EventLoopRule::look);
    }
  }

  private static void look() {
    ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    Map<VertxThread, Turn> turns = new HashMap<>();
    try {
      while (true) {
        Thread.sleep(LOOK_EVERY_MILLIS);
        List<VertxThread> loops = loops();
        turns.keySet().retainAll(loops);
        for (VertxThread loop : loops) {
          turns.compute(loop, (thread, before) -> turn(thread, before, processor));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<VertxThread> loops() {
    Thread[] all = new Thread[Thread.activeCount() * 2 + 16];
    int count = Thread.enumerate(all);
    List<VertxThread> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (all[i] instanceof VertxThread thread && !thread.isWorker()) {
        out.add(thread);
      }
    }
    return out;
  }

  private static Turn turn(VertxThread loop, Turn before, ThreadMXBean processor) {
    long started = loop.startTime();
    if (started == 0) {
      return null;
    }
    long now = System.nanoTime();
    long used = processor.getThreadCpuTime(loop.threadId());
    boolean waits =
        switch (loop.getState()) {
          case WAITING, TIMED_WAITING, BLOCKED -> true;
          default -> false;
        };
    if (before == null || before.started != started) {
      return new Turn(started, used, waits ? now : 0, false);
    }
    long since = !waits ? 0 : before.waitingSince == 0 ? now : before.waitingSince;
    boolean blocked =
        since != 0 && now - since >= WAITING_NANOS
            || used - before.processorBefore >= COMPUTING_NANOS;
    if (blocked && !before.told && loop.startTime() == started) {
      SEEN.add(described(loop, since != 0, (now - started) / 1_000_000));
    }
    return new Turn(started, before.processorBefore, since, before.told || blocked);
  }

  private static String described(VertxThread loop, boolean waits, long millis) {
    StringBuilder out = new StringBuilder(loop.getName());
    out.append(waits ? " waits" : " computes").append(", ").append(millis).append(" ms so far");
    for (StackTraceElement frame : loop.getStackTrace()) {
      out.append("\n\tat ").append(frame);
    }
    return out.toString();
  }
}
