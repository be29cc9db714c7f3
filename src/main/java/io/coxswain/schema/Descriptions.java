package io.coxswain.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * What {@code kubectl explain} says of types and fields. The build puts them beside the type table
 * (see the README of src/build); without them documents are complete but mute. Read anew for each
 * document, as those are rare and this is large.
 */
final class Descriptions {
  static final Descriptions NONE = new Descriptions(Map.of());

  private static final String RESOURCE = "descriptions.gz";

  private final Map<String, String> texts;

  private Descriptions(Map<String, String> texts) {
    this.texts = texts;
  }

  static Descriptions read() {
    try (InputStream in = Descriptions.class.getResourceAsStream(RESOURCE)) {
      return in == null ? NONE : read(new GZIPInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines of {@code type TAB description TAB field=description TAB …}. */
  static Descriptions read(InputStream lines) {
    Map<String, String> texts = new HashMap<>();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8));
    reader
        .lines()
        .forEach(
            line -> {
              String[] columns = line.split("\t", -1);
              texts.put(columns[0], columns[1]);
              for (int i = 2; i < columns.length; i++) {
                int equals = columns[i].indexOf('=');
                texts.put(
                    columns[0] + "#" + columns[i].substring(0, equals),
                    columns[i].substring(equals + 1));
              }
            });
    return new Descriptions(texts);
  }

  /** The type's description, or {@code null}. */
  String of(StructType type) {
    return text(type.toString());
  }

  /** The field's description, that of its struct where it has none, or {@code null}. */
  String of(StructType type, FieldType field) {
    String own = text(type + "#" + field.name());
    return own == null && field.type() instanceof StructType struct ? of(struct) : own;
  }

  private String text(String key) {
    String escaped = texts.get(key);
    if (escaped == null || escaped.isEmpty()) {
      return null;
    }
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    StringBuilder out = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '\\' && i + 1 < escaped.length()) {
        c = escaped.charAt(++i);
        out.append(c == 'n' ? '\n' : c == 't' ? '\t' : c);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
