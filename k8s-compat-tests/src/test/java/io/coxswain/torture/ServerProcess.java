package io.coxswain.torture;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One {@code coxswain server}, with a data directory and a port it keeps through all its lives. */
public final class ServerProcess {
  private static final Duration START = Duration.ofSeconds(60);

  private final int index;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path directory;
  private final int port;
  private volatile Process process;
  private volatile int lives;

  ServerProcess(
      int index, List<String> command, Map<String, String> environment, Path directory, int port) {
    this.index = index;
    this.command = command;
    this.environment = environment;
    this.directory = directory;
    this.port = port;
  }

  public int index() {
    return index;
  }

  /** Its --data-dir. */
  public Path directory() {
    return directory;
  }

  public Path log() {
    return directory.resolveSibling("server-" + index + ".log");
  }

  public URI address() {
    return URI.create("https://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** How often it was started. */
  public int lives() {
    return lives;
  }

  public boolean isAlive() {
    Process present = process;
    return present != null && present.isAlive();
  }

  /** Starts it; does not wait until it answers. */
  public synchronized void start() {
    if (isAlive()) {
      throw new TortureException("server " + index + " runs already");
    }
    try {
      process = launch(log());
      lives++;
    } catch (IOException e) {
      throw new TortureException("server " + index + " cannot be started", e);
    }
  }

  /** The same command once more, beside the first; the caller ends it. */
  public Process startTwice() {
    try {
      return launch(directory.resolveSibling("server-" + index + "-twin.log"));
    } catch (IOException e) {
      throw new TortureException("server " + index + " cannot be started twice", e);
    }
  }

  private Process launch(Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process started = builder.start();
    started.getOutputStream().close();
    return started;
  }

  /** kill -9; returns when it is gone. */
  public void kill() {
    end("KILL");
  }

  /** SIGTERM; returns when it is gone. */
  public void stop() {
    end("TERM");
  }

  /** SIGSTOP. */
  public void freeze() {
    Processes.signal("STOP", pid());
    Wait.until("freezing server " + index, START, () -> Processes.isStopped(pid()));
  }

  /** SIGCONT. */
  public void thaw() {
    Processes.signal("CONT", pid());
  }

  private void end(String signal) {
    Process present = process;
    Processes.signal(signal, present.pid());
    Wait.until("the end of server " + index, START, () -> !present.isAlive());
  }

  /** Whether it says it is ready, asked anew over a connection of its own. */
  public boolean isReady() {
    return Ready.ask(port);
  }

  public void awaitReady() {
    Wait.until(
        "server " + index + " being ready",
        START,
        () -> {
          if (!isAlive()) {
            throw new TortureException("server " + index + " ended: " + lastLines());
          }
          return isReady() && Files.exists(kubeconfig());
        });
  }

  public Path kubeconfig() {
    return directory.resolve("kubeconfig.yaml");
  }

  /** Of its log. */
  public String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "no log";
    }
  }
}
