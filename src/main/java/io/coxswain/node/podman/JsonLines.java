package io.coxswain.node.podman;

import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;

/** A stream of JSON objects, one a line. */
final class JsonLines {
  private JsonLines() {}

  /**
   * Reads until the end or until {@code each} answers false; lines that are no object are skipped.
   */
  static void read(InputStream in, Predicate<JsonObject> each) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] != '\n') {
          line.write(buffer[i]);
        } else if (!take(line, each)) {
          return;
        }
      }
    }
    take(line, each);
  }

  private static boolean take(ByteArrayOutputStream line, Predicate<JsonObject> each) {
    byte[] bytes = line.toByteArray();
    line.reset();
    if (bytes.length == 0) {
      return true;
    }
    try {
      return !(JsonParser.parse(bytes) instanceof JsonObject o) || each.test(o);
    } catch (JsonException e) {
      return true;
    }
  }
}
