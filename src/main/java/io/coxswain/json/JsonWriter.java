package io.coxswain.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes a tree as compact or indented JSON. */
public final class JsonWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonWriter() {}

  public static byte[] bytes(Json value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    write(value, out);
    return out.toByteArray();
  }

  public static void write(Json value, OutputStream out) {
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      write(value, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(Json value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(value, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** Indented by {@code indent}, one field a line, as {@code kubectl -o json} prints. */
  public static String pretty(Json value, String indent) {
    StringWriter out = new StringWriter();
    DefaultIndenter lines = new DefaultIndenter(indent, "\n");
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      generator.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines));
      write(value, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(Json value, JsonGenerator out) throws IOException {
    switch (value) {
      case JsonObject object -> {
        out.writeStartObject();
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
          out.writeFieldName(field.getKey());
          write(field.getValue(), out);
        }
        out.writeEndObject();
      }
      case JsonArray array -> {
        out.writeStartArray();
        for (Json item : array) {
          write(item, out);
        }
        out.writeEndArray();
      }
      case JsonString string -> out.writeString(string.value());
      case JsonNumber number -> {
        if (number.isInteger()) {
          out.writeNumber(number.longValue());
        } else {
          out.writeNumber(number.decimalValue());
        }
      }
      case JsonBool bool -> out.writeBoolean(bool.value());
      case JsonNull ignored -> out.writeNull();
    }
  }
}
