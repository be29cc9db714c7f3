package io.coxswain.ops.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short-lived program and what it said. */
record Command(List<String> words, Path directory) {
  private static final int SECONDS = 120;

  static Command of(String... words) {
    return new Command(List.of(words), null);
  }

  /** Exit code and everything it printed. */
  record Result(int code, String output) {
    boolean isSuccess() {
      return code == 0;
    }

    void orElseThrow(String what) {
      if (!isSuccess()) {
        throw new PostgresException(what + ": " + output.strip());
      }
    }
  }

  Result run() {
    return run("");
  }

  /** Runs it with {@code input} on its standard input. */
  Result run(String input) {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    builder.directory(directory == null ? new java.io.File("/") : directory.toFile());
    try {
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Result(-1, words.getFirst() + " did not end in " + SECONDS + " s");
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      return new Result(-1, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresException("Interrupted while running " + words.getFirst(), e);
    }
  }
}
