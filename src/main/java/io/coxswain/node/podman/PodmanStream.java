package io.coxswain.node.podman;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.runtime.ContainerStream;
import io.coxswain.node.runtime.StreamOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * A hijacked exec or attach: one virtual thread copies output, the caller's threads write input.
 */
final class PodmanStream implements ContainerStream {
  private static final Duration SETTLE = Duration.ofMillis(20);
  private static final int SETTLE_TRIES = 250;
  private final PodmanClient client;
  private final Sleeper sleeper;
  private final String path; // of the exec or the container
  private final boolean exec;
  private final UnixConnection connection;
  private final Thread reader;
  private volatile RuntimeException failure; // set by the reader before it ends

  private PodmanStream(
      PodmanClient client,
      Sleeper sleeper,
      String path,
      boolean exec,
      UnixConnection connection,
      boolean terminal,
      StreamOutput output) {
    this.client = client;
    this.sleeper = sleeper;
    this.path = path;
    this.exec = exec;
    this.connection = connection;
    this.reader = Thread.ofVirtual().name("stream").unstarted(() -> copy(terminal, output));
  }

  static PodmanStream exec(
      PodmanClient client,
      Sleeper sleeper,
      String id,
      UnixConnection connection,
      boolean terminal,
      StreamOutput output) {
    return started(
        new PodmanStream(client, sleeper, "/exec/" + id, true, connection, terminal, output));
  }

  static PodmanStream attach(
      PodmanClient client,
      Sleeper sleeper,
      String id,
      UnixConnection connection,
      boolean terminal,
      StreamOutput output) {
    String path = "/containers/" + id;
    return started(new PodmanStream(client, sleeper, path, false, connection, terminal, output));
  }

  private static PodmanStream started(PodmanStream stream) {
    stream.reader.start();
    return stream;
  }

  private void copy(boolean terminal, StreamOutput output) {
    try {
      if (terminal) {
        Frames.copyRaw(connection.in(), output);
      } else {
        Frames.copyFrames(connection.in(), output);
      }
    } catch (IOException e) {
      failure = ApiException.unavailable("stream broken: " + e.getMessage());
    } catch (RuntimeException e) {
      failure = e;
      connection.close();
    }
  }

  @Override
  public void write(byte[] bytes) {
    try {
      connection.out().write(bytes);
    } catch (IOException e) {
      throw ApiException.unavailable("stream closed: " + e.getMessage());
    }
  }

  @Override
  public void closeInput() {
    try {
      connection.shutdownOutput();
    } catch (IOException e) {
      throw ApiException.unavailable("stream closed: " + e.getMessage());
    }
  }

  @Override
  public void resize(int width, int height) {
    client.call("POST", path + "/resize?w=" + width + "&h=" + height, null);
  }

  @Override
  public int await() {
    try {
      reader.join();
      if (failure != null) {
        throw failure;
      }
      return exec ? exitCode() : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw ApiException.unavailable("interrupted");
    }
  }

  /** The output ends a moment before Podman has recorded the code. */
  private int exitCode() throws InterruptedException {
    for (int i = 0; i < SETTLE_TRIES; i++) {
      JsonObject state = client.object("GET", path + "/json", null);
      if (!state.bool("Running", false)) {
        return (int) state.integer("ExitCode", 0);
      }
      sleeper.sleep(SETTLE);
    }
    throw ApiException.timeout("the command closed its output and runs on");
  }

  @Override
  public void close() {
    connection.close();
  }
}
