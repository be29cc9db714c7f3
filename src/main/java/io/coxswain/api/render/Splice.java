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
  static void object(byte[] text, int from, int length, long revision, Buffer out) {
    int at = insideMetadata(text, from, from + length);
    out.appendBytes(text, from, at - from);
    version(revision, out);
    out.appendBytes(text, at, from + length - at);
  }

  /** The object as an item of a list of its kind: without kind and apiVersion, as upstream. */
  static void item(byte[] text, int from, int length, long revision, Buffer out) {
    int at = insideMetadata(text, from, from + length);
    out.appendBytes(ITEM);
    version(revision, out);
    out.appendBytes(text, at, from + length - at);
  }

  private static void version(long revision, Buffer out) {
    if (revision > 0) {
      out.appendBytes(VERSION).appendString(Long.toString(revision)).appendBytes(END);
    }
  }

  private static int insideMetadata(byte[] body, int from, int end) {
    int last = end - METADATA.length;
    for (int i = from; i <= last; i++) {
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
