package io.coxswain.patch;

import java.util.ArrayList;
import java.util.List;

/** RFC 6901. */
final class JsonPointer {
  private JsonPointer() {}

  /** The unescaped tokens of {@code /a/b~1c}; none for the empty pointer, the whole document. */
  static List<String> parse(String pointer) {
    List<String> out = new ArrayList<>();
    if (pointer.isEmpty()) {
      return out;
    }
    String[] tokens = pointer.split("/", -1);
    // What stands before the first slash is ignored, as upstream's library ignores it.
    for (int i = 1; i < tokens.length; i++) {
      out.add(tokens[i].replace("~1", "/").replace("~0", "~"));
    }
    return out;
  }
}
