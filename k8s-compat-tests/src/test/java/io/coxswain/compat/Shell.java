package io.coxswain.compat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs programs and gathers what they say. */
final class Shell {
  private Shell() {}

  /**
   * What a program left.
   *
   * @param code its exit code
   */
  record Result(String command, int code, String out, String err) {
    /** The standard output without white space around it; fails unless the program succeeded. */
    String orFail() {
      if (code != 0) {
        throw new AssertionError(command + "\nended with code " + code + "\n" + out + err);
      }
      return out.strip();
    }

    /** Standard output and error together. */
    String all() {
      return out + err;
    }
  }

  static Result run(Duration patience, Map<String, String> more, String input, List<String> line) {
    Process process = start(more, line);
    CompletableFuture<String> out = gather(process.getInputStream());
    CompletableFuture<String> err = gather(process.getErrorStream());
    String command = String.join(" ", line);
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading all of it: its exit code says whether that is well.
      }
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            command + "\ndid not end within " + patience + "\n" + out.join() + err.join());
      }
      return new Result(command, process.exitValue(), out.join(), err.join());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError(command + " was interrupted");
    }
  }

  /** A program that goes on running; its streams are the caller's. */
  static Process start(Map<String, String> more, List<String> line) {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(more);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError("cannot start " + line, e);
    }
  }

  private static CompletableFuture<String> gather(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            return "";
          }
        },
        task -> Thread.ofVirtual().start(task));
  }
}
