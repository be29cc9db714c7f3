package io.coxswain.kube;

import io.coxswain.kube.LabelSelector.Op;
import io.coxswain.kube.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The text form of label selectors (grammar and words of apimachinery's {@code labels.Parse}). */
final class LabelSelectorParser {
  private static final List<String> SYMBOLS =
      List.of("==", "!=", "=", "!", "(", ")", ",", "<", ">"); // the longer first
  private static final String END = "";

  private final String text;
  private int at;

  LabelSelectorParser(String text) {
    this.text = text;
  }

  List<Requirement> parse() {
    List<Requirement> out = new ArrayList<>();
    String next = peek();
    while (!next.equals(END)) {
      if (!isWord(next) && !next.equals("!")) {
        throw error("found '" + next + "', expected: !, identifier, or 'end of string'");
      }
      try {
        out.add(requirement());
      } catch (ApiException e) {
        throw error("unable to parse requirement: " + e.status().message());
      }
      String separator = take();
      if (!separator.equals(",") && !separator.equals(END)) {
        throw error("found '" + separator + "', expected: ',' or 'end of string'");
      }
      next = peek();
      if (separator.equals(",") && !isWord(next) && !next.equals("!")) {
        throw error("found '" + next + "', expected: identifier after ','");
      }
    }
    return out;
  }

  private Requirement requirement() {
    boolean absent = peek().equals("!");
    if (absent) {
      take();
    }
    String key = word("identifier");
    String wrong = Names.qualifiedName(key);
    if (wrong != null) {
      throw invalid("<nil>", key, wrong);
    }
    if (absent) {
      return new Requirement(key, Op.NOT_EXISTS, Set.of());
    }
    if (isEnd(peek())) {
      return new Requirement(key, Op.EXISTS, Set.of());
    }
    String operator = take();
    return switch (operator) {
      case "=", "==" -> checked(key, Op.EQUALS, exact());
      case "!=" -> checked(key, Op.NOT_EQUALS, exact());
      case ">" -> checked(key, Op.GT, exact());
      case "<" -> checked(key, Op.LT, exact());
      case "in" -> checked(key, Op.IN, values());
      case "notin" -> checked(key, Op.NOT_IN, values());
      default -> throw error("found '" + operator + "', expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  private Requirement checked(String key, Op op, Set<String> values) {
    List<String> problems = new ArrayList<>();
    int i = 0;
    for (String value : values) {
      String path = "values[" + i++ + "]";
      if ((op == Op.GT || op == Op.LT) && !isInteger(value)) {
        String wrong = "for 'Gt', 'Lt' operators, the value must be an integer";
        problems.add(FieldError.invalid(path, value, wrong).toString());
      }
      String wrong = Names.labelValue(value);
      if (wrong != null) {
        problems.add(FieldError.invalid(path + "[" + key + "]", value, wrong).toString());
      }
    }
    if (!problems.isEmpty()) {
      throw error(
          problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
    }
    return new Requirement(key, op, values);
  }

  private Set<String> exact() {
    return Set.of(isEnd(peek()) ? "" : word("identifier"));
  }

  /** In parentheses; one that is left out is the empty text. */
  private Set<String> values() {
    String open = take();
    if (!open.equals("(")) {
      throw error("found '" + open + "' expected: '('");
    }
    String first = peek();
    if (!isWord(first) && !first.equals(",") && !first.equals(")")) {
      throw error("found '" + first + "', expected: ',', ')' or identifier");
    }
    Set<String> out = new TreeSet<>();
    while (true) {
      out.add(isWord(peek()) ? take() : "");
      String next = take();
      if (next.equals(")")) {
        return out;
      }
      if (!next.equals(",")) {
        throw error("found '" + next + "', expected: ',' or ')'");
      }
    }
  }

  private String word(String expected) {
    String word = take();
    if (!isWord(word)) {
      throw error("found '" + word + "', expected: " + expected);
    }
    return word;
  }

  private static boolean isWord(String token) {
    return !token.equals(END) && !SYMBOLS.contains(token);
  }

  private static boolean isEnd(String token) {
    return token.equals(END) || token.equals(",");
  }

  private static boolean isInteger(String value) {
    try {
      Long.parseLong(value);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private String peek() {
    int mark = at;
    String token = take();
    at = mark;
    return token;
  }

  /** The next symbol or word; {@link #END} where there is none. */
  private String take() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        at += symbol.length();
        return symbol;
      }
    }
    int from = at;
    while (at < text.length()
        && !isSpace(text.charAt(at))
        && !SYMBOLS.contains(text.substring(at, at + 1))) {
      at++;
    }
    return text.substring(from, at);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static ApiException invalid(String path, String value, String wrong) {
    return error(FieldError.invalid(path, value, wrong).toString());
  }

  private static ApiException error(String what) {
    return ApiException.badRequest(what);
  }
}
