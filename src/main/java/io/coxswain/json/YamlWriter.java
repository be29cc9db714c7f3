package io.coxswain.json;

import java.util.Iterator;

/** Writes a tree in kubectl's block style. Lines are not folded. */
final class YamlWriter {
  private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`";

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  static String text(Json value) {
    YamlWriter writer = new YamlWriter();
    writer.block(value, 0, false);
    if (writer.out.isEmpty() || writer.out.charAt(writer.out.length() - 1) != '\n') {
      writer.out.append('\n');
    }
    return writer.out.toString();
  }

  /**
   * @param inline true where the first line goes on after {@code - }
   */
  private void block(Json value, int indent, boolean inline) {
    switch (value) {
      case JsonObject object when !object.isEmpty() -> object(object, indent, inline);
      case JsonArray array when !array.isEmpty() -> array(array, indent, inline);
      default -> {
        scalar(value, indent);
        out.append('\n');
      }
    }
  }

  private void object(JsonObject object, int indent, boolean inline) {
    boolean first = inline;
    for (Iterator<String> names = object.names().stream().sorted().iterator(); names.hasNext(); ) {
      String name = names.next();
      Json value = object.get(name);
      indent(first ? 0 : indent);
      first = false;
      string(name, indent, true);
      out.append(':');
      if (value instanceof JsonObject o && !o.isEmpty()) {
        out.append('\n');
        object(o, indent + 2, false);
      } else if (value instanceof JsonArray a && !a.isEmpty()) {
        out.append('\n');
        array(a, indent, false);
      } else {
        out.append(' ');
        scalar(value, indent + 2);
        out.append('\n');
      }
    }
  }

  private void array(JsonArray array, int indent, boolean inline) {
    boolean first = inline;
    for (Json item : array) {
      indent(first ? 0 : indent);
      first = false;
      out.append("- ");
      block(item, indent + 2, true);
    }
  }

  private void indent(int columns) {
    out.repeat(' ', columns);
  }

  private void scalar(Json value, int indent) {
    switch (value) {
      case JsonString string -> string(string.value(), indent, false);
      case JsonObject ignored -> out.append("{}");
      case JsonArray ignored -> out.append("[]");
      default -> out.append(value.text());
    }
  }

  private void string(String text, int indent, boolean key) {
    if (text.isEmpty() || YamlScalar.needsQuotes(text)) {
      doubleQuoted(text);
    } else if (!key && text.indexOf('\n') >= 0 && literalAllowed(text)) {
      literal(text, Math.max(indent, 2));
    } else if (!printable(text)) {
      doubleQuoted(text);
    } else if (plainAllowed(text)) {
      out.append(text);
    } else {
      out.append('\'').append(text.replace("'", "''")).append('\'');
    }
  }

  private static boolean plainAllowed(String text) {
    char first = text.charAt(0);
    boolean loneIndicator =
        (first == '-' || first == '?' || first == ':')
            && text.length() > 1
            && text.charAt(1) != ' '
            && !text.startsWith("---");
    return (INDICATORS.indexOf(first) < 0 || loneIndicator)
        && first != ' '
        && !text.startsWith("...")
        && !text.endsWith(" ")
        && !text.contains(": ")
        && !text.endsWith(":")
        && !text.contains(" #");
  }

  /** A literal block keeps no trailing blanks of lines and no leading blank of the text. */
  private static boolean literalAllowed(String text) {
    return !text.startsWith(" ")
        && !text.startsWith("\n")
        && !text.contains(" \n")
        && !text.endsWith(" ")
        && printable(text.replace("\n", ""));
  }

  private static boolean printable(String text) {
    return text.codePoints()
        .allMatch(c -> c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0xfeff);
  }

  private void literal(String text, int indent) {
    boolean ends = text.endsWith("\n");
    out.append(!ends ? "|-" : text.endsWith("\n\n") ? "|+" : "|");
    String body = ends ? text.substring(0, text.length() - 1) : text;
    for (String line : body.split("\n", -1)) {
      out.append('\n');
      if (!line.isEmpty()) {
        indent(indent);
        out.append(line);
      }
    }
  }

  private void doubleQuoted(String text) {
    out.append('"');
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c < 0x20 || c == 0x7f || c >= 0x80 && c < 0xa0) {
                    out.append("\\x%02x".formatted(c));
                  } else if (c == 0xfeff) {
                    out.append("\\uFEFF");
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    out.append('"');
  }
}
