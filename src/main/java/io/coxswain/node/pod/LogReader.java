package io.coxswain.node.pod;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.runtime.LogOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** Reads container logs (pkg/kubelet/kuberuntime/logs): tail, since, timestamps, follow. Blocks. */
final class LogReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int BLOCK = 32_768;
  private final RandomAccessFile file;
  private final LogOptions options;
  private final OutputStream out;
  private final Sleeper sleeper;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long left; // of limitBytes, or -1
  private boolean middle; // of a line that came in parts

  private LogReader(RandomAccessFile file, LogOptions options, OutputStream out, Sleeper sleeper) {
    this.file = file;
    this.options = options;
    this.out = out;
    this.sleeper = sleeper;
    this.left = options.limitBytes();
  }

  /** Writes what the options ask for and is there now. */
  static void copy(Path log, LogOptions options, OutputStream out) {
    copy(log, options, out, () -> false, time -> {});
  }

  /**
   * Writes what the options ask for, and follows the file where they say so.
   *
   * @param running whether more may come; asked again whenever the end is reached
   * @param sleeper passes the time until the file is looked at again
   * @throws ApiException where the file cannot be read
   */
  static void copy(
      Path log, LogOptions options, OutputStream out, BooleanSupplier running, Sleeper sleeper) {
    if (!Files.exists(log)) {
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      LogReader reader = new LogReader(file, options, out, sleeper);
      file.seek(options.tailLines() >= 0 ? tailOffset(file, options.tailLines()) : 0);
      reader.run(running);
      out.flush();
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private void run(BooleanSupplier running) throws IOException {
    byte[] block = new byte[BLOCK];
    // Asked before reading: what a container wrote before its end must not be lost.
    boolean more = options.follow() && running.getAsBoolean();
    while (true) {
      int count = file.read(block);
      if (count > 0) {
        if (!take(block, count)) {
          return;
        }
        continue;
      }
      if (!more) {
        return;
      }
      out.flush();
      try {
        sleeper.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      more = running.getAsBoolean();
    }
  }

  /** Whether more is wanted. */
  private boolean take(byte[] block, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      if (block[i] != '\n') {
        line.write(block[i]);
        continue;
      }
      LogLine parsed = LogLine.parse(line.toByteArray());
      line.reset();
      if (parsed != null && !write(parsed)) {
        return false;
      }
    }
    return true;
  }

  private boolean write(LogLine parsed) throws IOException {
    if (options.since() != null) {
      Instant time = parsed.time();
      if (time != null && time.isBefore(options.since())) {
        return true;
      }
    }
    boolean wanted =
        switch (options.stream()) {
          case "Stdout", "stdout" -> !parsed.error();
          case "Stderr", "stderr" -> parsed.error();
          default -> true;
        };
    if (!wanted) {
      return true;
    }
    if (options.timestamps() && !middle && !emit(stamp(parsed))) {
      return false;
    }
    middle = parsed.partial();
    return emit(parsed.partial() ? parsed.content() : ended(parsed.content()));
  }

  /** With its line feed in one piece: a piece is a message where the log goes over WebSocket. */
  private static byte[] ended(byte[] content) {
    byte[] out = Arrays.copyOf(content, content.length + 1);
    out[content.length] = '\n';
    return out;
  }

  /** In UTC, as kubelet prints it. */
  private static byte[] stamp(LogLine parsed) {
    String stamp = parsed.stamp().replace("+00:00", "Z");
    return (stamp + " ").getBytes(StandardCharsets.US_ASCII);
  }

  private boolean emit(byte[] bytes) throws IOException {
    if (left < 0) {
      out.write(bytes);
      return true;
    }
    int count = (int) Math.min(left, bytes.length);
    out.write(bytes, 0, count);
    left -= count;
    return left > 0;
  }

  /** Where the last {@code lines} lines begin. */
  private static long tailOffset(RandomAccessFile file, long lines) throws IOException {
    long end = file.length();
    if (lines == 0) {
      return end;
    }
    long seen = 0;
    byte[] block = new byte[BLOCK];
    for (long at = end; at > 0; ) {
      int size = (int) Math.min(BLOCK, at);
      at -= size;
      file.seek(at);
      file.readFully(block, 0, size);
      for (int i = size - 1; i >= 0; i--) {
        if (block[i] == '\n' && at + i != end - 1 && ++seen == lines) {
          return at + i + 1;
        }
      }
    }
    return 0;
  }
}
