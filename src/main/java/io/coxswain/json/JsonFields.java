package io.coxswain.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of fields as a JSON text has them: in its order, repeated ones too. A tree knows
 * neither where the second of two equal names stood.
 */
public final class JsonFields {
  /**
   * @param path such as {@code spec.containers[0].name}
   * @param again whether its object had a field of that name before
   */
  public record Field(String path, boolean again) {}

  private JsonFields() {}

  /** Of a text that {@link io.coxswain.json.JsonParser} has read: an object or an array. */
  public static List<Field> of(byte[] utf8) {
    List<Field> out = new ArrayList<>();
    try (JsonParser parser = io.coxswain.json.JsonParser.FACTORY.createParser(utf8)) {
      parser.nextToken();
      read(parser, "", out);
      return out;
    } catch (JsonProcessingException e) {
      throw new JsonException(e.getOriginalMessage());
    } catch (IOException e) {
      throw new JsonException(e.getMessage());
    }
  }

  private static void read(JsonParser parser, String path, List<Field> out) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        Set<String> seen = new HashSet<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          String here = path.isEmpty() ? name : path + "." + name;
          out.add(new Field(here, !seen.add(name)));
          parser.nextToken();
          read(parser, here, out);
        }
      }
      case START_ARRAY -> {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          read(parser, path + "[" + i + "]", out);
        }
      }
      default -> {}
    }
  }
}
