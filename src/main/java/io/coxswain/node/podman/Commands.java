package io.coxswain.node.podman;

import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short programs of the host. */
final class Commands {
  private static final long LIMIT_SECONDS = 30;

  private Commands() {}

  /**
   * Waits for a program and returns what it printed.
   *
   * @throws ApiException with its output where it failed, was missing or took too long
   */
  static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output;
      try (InputStream in = process.getInputStream()) {
        output = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      }
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw ApiException.timeout(command.getFirst() + " takes too long");
      }
      if (process.exitValue() != 0) {
        throw ApiException.internal(
            command.getFirst() + " failed with " + process.exitValue() + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw ApiException.internal(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("interrupted");
    }
  }
}
