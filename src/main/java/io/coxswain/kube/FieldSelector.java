package io.coxswain.kube;

import java.util.ArrayList;
import java.util.List;

/**
 * A field selector: a conjunction of {@code path=value}, {@code path==value}, {@code path!=value}.
 * Which paths a kind supports is the API server's business.
 */
public record FieldSelector(List<Term> terms) {
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /** One comparison. */
  public record Term(String field, boolean equal, String value) {}

  /**
   * @throws ApiException BadRequest with upstream's words
   */
  public static FieldSelector parse(String text) {
    if (text == null || text.isEmpty()) {
      return EVERYTHING;
    }
    List<Term> out = new ArrayList<>();
    for (String part : split(text)) {
      if (part.isEmpty()) {
        continue;
      }
      out.add(term(part, text));
    }
    return new FieldSelector(List.copyOf(out));
  }

  public boolean isEverything() {
    return terms.isEmpty();
  }

  private static Term term(String part, String text) {
    for (int i = 0; i < part.length(); i++) {
      if (part.startsWith("!=", i)) {
        return new Term(part.substring(0, i), false, unescape(part.substring(i + 2)));
      }
      if (part.startsWith("==", i)) {
        return new Term(part.substring(0, i), true, unescape(part.substring(i + 2)));
      }
      if (part.charAt(i) == '=') {
        return new Term(part.substring(0, i), true, unescape(part.substring(i + 1)));
      }
    }
    throw ApiException.badRequest(
        "invalid selector: '" + text + "'; can't understand '" + part + "'");
  }

  private static List<String> split(String text) {
    List<String> out = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        part.append(c).append(text.charAt(++i));
      } else if (c == ',') {
        out.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    out.add(part.toString());
    return out;
  }

  private static String unescape(String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '=') {
        throw wrong("unescaped character in value: " + (int) c);
      }
      if (c == '\\') {
        String escaped = value.substring(i + 1, Math.min(i + 2, value.length()));
        if (escaped.isEmpty() || !"\\,=".contains(escaped)) {
          throw wrong("invalid escape sequence: \\" + escaped);
        }
        c = escaped.charAt(0);
        i++;
      }
      out.append(c);
    }
    return out.toString();
  }

  private static ApiException wrong(String what) {
    return ApiException.badRequest("invalid field selector: " + what);
  }
}
