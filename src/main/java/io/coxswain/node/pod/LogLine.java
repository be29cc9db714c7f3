package io.coxswain.node.pod;

import io.coxswain.kube.Time;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * A line of a log in the CRI format: {@code TIME STREAM TAGS CONTENT}, where the tag {@code P} says
 * that the next line continues this one.
 *
 * @param stamp as written
 * @param content without a line end where {@code partial}
 */
record LogLine(String stamp, boolean error, boolean partial, byte[] content) {

  /**
   * Reads one line given without its end.
   *
   * @return {@code null} where it has another form
   */
  static LogLine parse(byte[] line) {
    int stream = indexOf(line, 0) + 1;
    int tags = stream == 0 ? 0 : indexOf(line, stream) + 1;
    int content = tags == 0 ? 0 : indexOf(line, tags) + 1;
    if (stream == 0 || tags == 0) {
      return null;
    }
    String stamp = text(line, 0, stream - 1);
    String name = text(line, stream, tags - 1);
    // An empty line has no blank after its tag.
    String tag = content == 0 ? text(line, tags, line.length) : text(line, tags, content - 1);
    if (!name.equals("stdout") && !name.equals("stderr")) {
      return null;
    }
    byte[] bytes = content == 0 ? new byte[0] : Arrays.copyOfRange(line, content, line.length);
    return new LogLine(stamp, name.equals("stderr"), tag.split(":")[0].equals("P"), bytes);
  }

  /** {@code null} where the stamp is no time. */
  Instant time() {
    return Time.parse(stamp);
  }

  private static int indexOf(byte[] line, int from) {
    for (int i = from; i < line.length; i++) {
      if (line[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.US_ASCII);
  }
}
