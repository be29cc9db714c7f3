package io.coxswain.node.podman;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Keeps {@code podman system service} running where nobody else does. The service has a session of
 * its own, so that it and its containers outlive the agent; one that answers is left alone.
 */
public final class PodmanService implements AutoCloseable {
  private static final Duration CHECK = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(50);
  private final String podman;
  private final Path socket;
  private final Map<String, String> environment;
  private final Path log;
  private final Sleeper sleeper;
  private volatile boolean closed;
  private Thread watcher;

  /**
   * @param podman the program
   * @param environment added to this process' own
   * @param log gets what the service prints
   */
  public PodmanService(
      String podman, Path socket, Map<String, String> environment, Path log, Sleeper sleeper) {
    this.podman = podman;
    this.socket = socket;
    this.environment = environment;
    this.log = log;
    this.sleeper = sleeper;
  }

  /** Whether somebody accepts connections. */
  public boolean answers() {
    try (UnixConnection connection = UnixConnection.open(socket)) {
      return connection.in() != null;
    } catch (ApiException e) {
      return false;
    }
  }

  /**
   * Starts the service if none answers, then watches it until closed.
   *
   * @throws ApiException if it could not be started
   */
  public void start() {
    ensure();
    watcher = Thread.ofVirtual().name("podman-service").start(this::watch);
  }

  private void watch() {
    while (!closed) {
      try {
        sleeper.sleep(CHECK);
        ensure();
      } catch (InterruptedException e) {
        return;
      } catch (ApiException e) {
        // The pods' workers report that Podman cannot be reached; the next round tries again.
        continue;
      }
    }
  }

  private void ensure() {
    if (answers()) {
      return;
    }
    try {
      Files.createDirectories(socket.getParent());
      Files.deleteIfExists(socket);
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of("setsid", podman, "system", "service", "--time=0", "unix://" + socket));
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.redirectInput(Path.of("/dev/null").toFile());
      Process process = builder.start();
      for (int i = 0; i < 200 && !answers(); i++) {
        if (!process.isAlive() && process.exitValue() != 0) {
          throw ApiException.unavailable(podman + " did not start; see " + log);
        }
        sleeper.sleep(LOOK);
      }
    } catch (IOException e) {
      throw ApiException.unavailable("cannot start " + podman + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops watching; the service goes on. */
  @Override
  public void close() {
    closed = true;
    if (watcher != null) {
      watcher.interrupt();
    }
  }
}
