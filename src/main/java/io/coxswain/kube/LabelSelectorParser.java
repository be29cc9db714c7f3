package io.coxswain.kube;

import io.coxswain.kube.LabelSelector.Op;
import io.coxswain.kube.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The text form of label selectors (grammar of apimachinery's {@code labels.Parse}). */
final class LabelSelectorParser {
  private static final String PUNCTUATION = "(),=!<>";
  private final String text;
  private int at;

  LabelSelectorParser(String text) {
    this.text = text;
  }

  List<Requirement> parse() {
    List<Requirement> out = new ArrayList<>();
    do {
      out.add(requirement());
    } while (take(","));
    skipSpace();
    if (at < text.length()) {
      throw error("found '" + text.charAt(at) + "', expected: ',' or 'end of string'");
    }
    return out;
  }

  private Requirement requirement() {
    if (take("!")) {
      return new Requirement(key(), Op.NOT_EXISTS, Set.of());
    }
    String key = key();
    if (take("==") || take("=")) {
      return new Requirement(key, Op.IN, Set.of(word()));
    }
    if (take("!=")) {
      return new Requirement(key, Op.NOT_IN, Set.of(word()));
    }
    if (take(">")) {
      return new Requirement(key, Op.GT, Set.of(number()));
    }
    if (take("<")) {
      return new Requirement(key, Op.LT, Set.of(number()));
    }
    int mark = at;
    String word = word();
    return switch (word) {
      case "" -> new Requirement(key, Op.EXISTS, Set.of());
      case "in" -> new Requirement(key, Op.IN, values());
      case "notin" -> new Requirement(key, Op.NOT_IN, values());
      default -> {
        at = mark;
        throw error("found '" + word + "', expected: in, notin, =, ==, !=, gt, lt");
      }
    };
  }

  private Set<String> values() {
    if (!take("(")) {
      throw error("found '" + rest() + "', expected: '('");
    }
    Set<String> out = new TreeSet<>();
    do {
      out.add(word());
    } while (take(","));
    if (!take(")")) {
      throw error("found '" + rest() + "', expected: ',' or ')'");
    }
    return out;
  }

  private String key() {
    String key = word();
    if (key.isEmpty()) {
      throw error("found '" + rest() + "', expected: !, identifier, or 'end of string'");
    }
    String wrong = Names.qualifiedName(key);
    if (wrong != null) {
      throw error("key: Invalid value: \"" + key + "\": " + wrong);
    }
    return key;
  }

  private String number() {
    String word = word();
    try {
      Long.parseLong(word);
      return word;
    } catch (NumberFormatException e) {
      throw error("for 'Gt', 'Lt' operators, the value must be an integer");
    }
  }

  private String word() {
    skipSpace();
    int from = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && PUNCTUATION.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean take(String token) {
    skipSpace();
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private String rest() {
    return text.substring(Math.min(at, text.length()));
  }

  private ApiException error(String what) {
    return ApiException.badRequest("unable to parse requirement: " + what);
  }
}
