package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerState;
import io.coxswain.node.runtime.LogOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The last words of a container: its message file, or the end of its log where it failed. */
final class TerminationMessages {
  private static final int MAX_FILE = 4_096;
  private static final int MAX_LOG = 2_048;
  private static final int LOG_LINES = 80;

  private TerminationMessages() {}

  static String read(JsonObject spec, Container container, Path file, Path log) {
    String message = file(file);
    boolean fallBack =
        spec.string("terminationMessagePolicy", "File").equals("FallbackToLogsOnError");
    if (message.isEmpty()
        && fallBack
        && container.state() == ContainerState.EXITED
        && container.exitCode() != 0) {
      return log(log);
    }
    return message;
  }

  private static String file(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return "";
      }
      byte[] bytes = Files.readAllBytes(file);
      int length = Math.min(bytes.length, MAX_FILE);
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "Error on reading termination log: " + e.getMessage();
    }
  }

  private static String log(Path log) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogOptions options = new LogOptions(false, false, false, LOG_LINES, -1, null, "All");
    LogReader.copy(log, options, out);
    byte[] bytes = out.toByteArray();
    int from = Math.max(0, bytes.length - MAX_LOG);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }
}
