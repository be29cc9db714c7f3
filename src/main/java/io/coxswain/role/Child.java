package io.coxswain.role;

import io.coxswain.kube.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A child process that is started again whenever it dies, until it is stopped. */
final class Child {
  private static final System.Logger LOG = System.getLogger(Child.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration HEALTHY = Duration.ofSeconds(30);
  private static final int WRONG_USAGE = 2;
  private static final long PATIENCE_SECONDS = 20;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Sleeper sleeper;
  private volatile Process process;
  private volatile boolean stopping;
  private final Runnable onHopeless;
  private volatile boolean hopeless;

  /**
   * @param environment added to this process' own
   * @param onHopeless called if it ends in a way that starting it again cannot mend
   */
  Child(
      String name,
      List<String> command,
      Map<String, String> environment,
      Runnable onHopeless,
      Sleeper sleeper) {
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.onHopeless = onHopeless;
    this.sleeper = sleeper;
  }

  void start() {
    launch();
    Thread.ofPlatform().daemon().name("watch-" + name).start(this::watch);
  }

  /** Whether it ended and will not be started again (wrong usage, or it never came up). */
  boolean isHopeless() {
    return hopeless;
  }

  private void launch() {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    // The pipe breaks when this process ends, however it ends: see Supervision.
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    builder.environment().putAll(environment);
    builder.environment().putAll(Supervision.ENVIRONMENT);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new RoleException("cannot start the " + name + ": " + e.getMessage());
    }
  }

  private void watch() {
    Duration pause = PAUSE;
    boolean everHealthy = false;
    try {
      while (!stopping) {
        long started = System.nanoTime();
        int code = process.waitFor();
        if (stopping) {
          return;
        }
        boolean healthy = System.nanoTime() - started > HEALTHY.toNanos();
        everHealthy |= healthy || code > 128; // killed by a signal: it ran
        if (code == WRONG_USAGE || (!everHealthy && code == 1)) {
          hopeless = true; // it has said why itself
          onHopeless.run();
          return;
        }
        pause = healthy ? PAUSE : pause;
        LOG.log(
            System.Logger.Level.WARNING,
            "the " + name + " ended with code " + code + "; it is started again");
        sleeper.sleep(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
        synchronized (this) {
          if (!stopping) {
            launch();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to end and waits; one that does not is killed. */
  void stop() {
    Process running;
    synchronized (this) {
      stopping = true;
      running = process;
    }
    if (running == null) {
      return;
    }
    // Not Process.destroy: that closes the pipe too, and the child would end as if killed.
    running.toHandle().destroy();
    try {
      if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
    }
  }
}
