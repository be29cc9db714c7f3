package io.coxswain.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads JSON text into a tree. Nesting is bounded so that no input can exhaust the stack. */
public final class JsonParser {
  private static final int MAX_DEPTH = 1_000;
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** Chooses fields that get no place in the tree: reading over them costs a fraction. */
  @FunctionalInterface
  public interface Unwanted {
    Unwanted NOTHING = (depth, parent, name) -> false;

    /**
     * @param depth of the object that has the field, 0 for the outermost
     * @param parent the field that holds that object, directly or in an array; empty for the
     *     outermost
     */
    boolean is(int depth, String parent, String name);
  }

  private JsonParser() {}

  /** One JSON value and nothing after it. */
  public static Json parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One JSON value in UTF-8 and nothing after it. */
  public static Json parse(byte[] utf8) {
    return parse(utf8, duplicate -> {});
  }

  /**
   * As {@link #parse(byte[])}; the last of duplicate fields wins and each is reported by its path.
   */
  public static Json parse(byte[] utf8, Consumer<String> duplicates) {
    return parse(utf8, 0, utf8.length, Unwanted.NOTHING, duplicates);
  }

  private static Json parse(
      byte[] utf8, int offset, int length, Unwanted unwanted, Consumer<String> duplicates) {
    try (var parser = FACTORY.createParser(utf8, offset, length)) {
      if (parser.nextToken() == null) {
        throw new JsonException("unexpected end of JSON input");
      }
      Json value = read(parser, 0, "", unwanted, duplicates);
      if (parser.nextToken() != null) {
        throw new JsonException("invalid data after top-level value");
      }
      return value;
    } catch (JsonEOFException e) {
      throw new JsonException("unexpected end of JSON input");
    } catch (JsonProcessingException e) {
      throw new JsonException(e.getOriginalMessage());
    } catch (IOException e) {
      throw new JsonException(e.getMessage());
    }
  }

  /** An object in a part of an array. */
  public static JsonObject parseObject(byte[] utf8, int offset, int length) {
    return parseObject(utf8, offset, length, Unwanted.NOTHING);
  }

  /** As {@link #parseObject(byte[], int, int)}, without what is not wanted. */
  public static JsonObject parseObject(byte[] utf8, int offset, int length, Unwanted unwanted) {
    if (parse(utf8, offset, length, unwanted, duplicate -> {}) instanceof JsonObject o) {
      return o;
    }
    throw new JsonException("not an object");
  }

  public static JsonObject parseObject(byte[] utf8) {
    if (parse(utf8) instanceof JsonObject o) {
      return o;
    }
    throw new JsonException("expected a JSON object");
  }

  public static JsonObject parseObject(String text) {
    return parseObject(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Json read(
      com.fasterxml.jackson.core.JsonParser parser,
      int depth,
      String parent,
      Unwanted unwanted,
      Consumer<String> duplicates)
      throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Fields.Collector fields = new Fields.Collector();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          if (unwanted.is(depth, parent, name)) {
            parser.skipChildren();
          } else if (fields.put(name, read(parser, depth + 1, name, unwanted, duplicates))
              != null) {
            duplicates.accept(path(parser.getParsingContext()));
          }
        }
        yield JsonObject.of(fields.fields());
      }
      case START_ARRAY -> {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser, depth, parent, unwanted, duplicates));
        }
        yield JsonArray.of(items);
      }
      case VALUE_STRING -> new JsonString(parser.getText());
      case VALUE_TRUE -> JsonBool.TRUE;
      case VALUE_FALSE -> JsonBool.FALSE;
      case VALUE_NULL -> JsonNull.NULL;
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> JsonNumber.of(parser.getLongValue());
            default -> JsonNumber.of(new BigDecimal(parser.getText()));
          };
      case VALUE_NUMBER_FLOAT -> JsonNumber.of(new BigDecimal(parser.getText()));
      default -> throw new JsonException("unexpected token " + parser.currentToken());
    };
  }

  /** Where the parser stands, such as {@code spec.containers[0].name}. */
  private static String path(JsonStreamContext here) {
    if (here.inRoot()) {
      return "";
    }
    String outer = path(here.getParent());
    if (here.inArray()) {
      return outer + "[" + here.getCurrentIndex() + "]";
    }
    return outer.isEmpty() ? here.getCurrentName() : outer + "." + here.getCurrentName();
  }
}
