import java.util.ArrayList;
import java.util.List;

/** Arguments written in one line, as in a properties or an argument file. */
final class Tokens {
  private Tokens() {}

  /**
   * Splits at white space; quotes group, a backslash within quotes escapes, # starts a comment
   * line.
   */
  static List<String> of(String text) {
    List<String> result = new ArrayList<>();
    StringBuilder token = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (c == '\\' && i + 1 < text.length()) {
          token.append(text.charAt(++i));
        } else {
          token.append(c);
        }
      } else if (Character.isWhitespace(c)) {
        if (token != null) {
          result.add(token.toString());
          token = null;
        }
      } else if (c == '#' && token == null) {
        while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
          i++;
        }
      } else {
        if (token == null) {
          token = new StringBuilder();
        }
        if (c == '"' || c == '\'') {
          quote = c;
        } else {
          token.append(c);
        }
      }
    }
    if (token != null) {
      result.add(token.toString());
    }
    return result;
  }
}
