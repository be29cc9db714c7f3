package io.coxswain.cache;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds {@code metadata.labels} in a stored object without parsing what stands around it. Stored
 * text has no spaces between its tokens; where something is not as expected, it gives up and the
 * object is parsed.
 */
final class LabelScan {
  private final byte[] text;
  private final int end;
  private int at;

  private LabelScan(byte[] text, int from, int length) {
    this.text = text;
    this.at = from;
    this.end = from + length;
  }

  /** The labels, or {@code null} where the text has to be parsed. */
  static Map<String, String> labels(byte[] text, int from, int length) {
    try {
      LabelScan scan = new LabelScan(text, from, length);
      return scan.enter("metadata") && scan.enter("labels") ? scan.strings() : Map.of();
    } catch (IllegalStateException e) {
      return null;
    }
  }

  /** Goes to the value of a field of the object that begins here; false if it has none. */
  private boolean enter(String field) {
    expect('{');
    if (peek() == '}') {
      return false;
    }
    while (true) {
      String name = string();
      expect(':');
      if (name.equals(field)) {
        return true;
      }
      skip();
      if (next() == '}') {
        return false;
      }
    }
  }

  /** The object of strings that begins here. */
  private Map<String, String> strings() {
    expect('{');
    Map<String, String> out = new HashMap<>();
    if (peek() == '}') {
      return Map.of();
    }
    do {
      String name = string();
      expect(':');
      out.put(name, string());
    } while (next() == ',');
    return Map.copyOf(out);
  }

  /** Passes one value. */
  private void skip() {
    int depth = 0;
    do {
      switch (peek()) {
        case '"' -> skipString();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        default -> at++;
      }
    } while (depth > 0 || (peek() != ',' && peek() != '}' && peek() != ']'));
  }

  private void skipString() {
    at++;
    while (peek() != '"') {
      at += text[at] == '\\' ? 2 : 1;
    }
    at++;
  }

  /** A string without escapes. */
  private String string() {
    expect('"');
    int from = at;
    while (peek() != '"') {
      if (text[at] == '\\') {
        throw new IllegalStateException("an escape");
      }
      at++;
    }
    return new String(text, from, at++ - from, StandardCharsets.UTF_8);
  }

  private byte peek() {
    if (at >= end) {
      throw new IllegalStateException("the end");
    }
    return text[at];
  }

  /** What stands after a value: a comma or the end of its object. */
  private byte next() {
    byte found = peek();
    if (found != ',' && found != '}') {
      throw new IllegalStateException("not an object");
    }
    at++;
    return found;
  }

  private void expect(char token) {
    if (peek() != token) {
      throw new IllegalStateException("not " + token);
    }
    at++;
  }
}
