package io.coxswain.node.pod;

import java.util.function.UnaryOperator;

/** Kubernetes' {@code $(VAR)} in environments, commands and sub-paths. */
final class Expansion {
  private Expansion() {}

  /**
   * {@code text} with known references replaced; {@code $$} is a dollar, and unknown references
   * stay as they are.
   *
   * @param values {@code null} for unknown names
   */
  static String expand(String text, UnaryOperator<String> values) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '$' || at + 1 == text.length()) {
        out.append(c);
        at++;
        continue;
      }
      char next = text.charAt(at + 1);
      int close = next == '(' ? text.indexOf(')', at + 2) : -1;
      if (next == '$') {
        out.append('$');
        at += 2;
      } else if (close > 0) {
        String value = values.apply(text.substring(at + 2, close));
        out.append(value == null ? text.substring(at, close + 1) : value);
        at = close + 1;
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }
}
