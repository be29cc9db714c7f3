package io.coxswain.api.render;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Serves stored bytes without parsing them: puts {@code metadata.resourceVersion} into their text.
 * Stored objects begin with kind and apiVersion, then metadata, which has at least a name.
 */
final class Splice {
  private static final byte[] METADATA = bytes("\"metadata\":{");
  private static final byte[] ITEM = bytes("{\"metadata\":{");
  private static final byte[] VERSION = bytes("\"resourceVersion\":\"");
  private static final byte[] END = bytes("\",");

  private Splice() {}

  /** The whole object; revision 0 writes none. */
  static void object(byte[] body, long revision, Buffer out) {
    int at = insideMetadata(body);
    out.appendBytes(body, 0, at);
    version(revision, out);
    out.appendBytes(body, at, body.length - at);
  }

  /** The object as an item of a list of its kind: without kind and apiVersion, as upstream. */
  static void item(byte[] body, long revision, Buffer out) {
    int at = insideMetadata(body);
    out.appendBytes(ITEM);
    version(revision, out);
    out.appendBytes(body, at, body.length - at);
  }

  private static void version(long revision, Buffer out) {
    if (revision > 0) {
      out.appendBytes(VERSION).appendString(Long.toString(revision)).appendBytes(END);
    }
  }

  private static int insideMetadata(byte[] body) {
    int last = body.length - METADATA.length;
    for (int i = 0; i <= last; i++) {
      if (body[i] == '"' && body[i + 1] == 'm' && matches(body, i)) {
        return i + METADATA.length;
      }
    }
    throw new IllegalStateException("a stored object without metadata");
  }

  private static boolean matches(byte[] body, int from) {
    for (int i = 2; i < METADATA.length; i++) {
      if (body[from + i] != METADATA[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
