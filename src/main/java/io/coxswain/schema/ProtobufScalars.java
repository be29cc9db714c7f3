package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.json.JsonString;
import io.coxswain.json.JsonWriter;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The protobuf forms of scalars, of which many are small messages. */
final class ProtobufScalars {
  private ProtobufScalars() {}

  static boolean isPackable(Scalar type) {
    return switch (type) {
      case BOOL, INT32, INT64, DOUBLE -> true;
      default -> false;
    };
  }

  static Json packed(Scalar type, ProtobufReader in) {
    return type == Scalar.DOUBLE
        ? Json.of(Double.longBitsToDouble(in.rawFixed64()))
        : varint(type, in.rawVarint());
  }

  private static Json varint(Scalar type, long value) {
    return type == Scalar.BOOL
        ? Json.of(value != 0)
        : Json.of(type == Scalar.INT32 ? (int) value : value);
  }

  /** Writes {@code value}, or the zero value for {@code null}, with its key. */
  static void write(ProtobufWriter out, int number, Scalar type, Json value) {
    switch (type) {
      case STRING -> out.string(number, text(value));
      case BOOL -> out.integer(number, value == JsonBool.TRUE ? 1 : 0);
      case INT32 -> out.integer(number, (int) integer(value));
      case INT64 -> out.integer(number, integer(value));
      case DOUBLE -> {
        double d = value instanceof JsonNumber n ? n.doubleValue() : 0;
        out.fixed64(Double.doubleToRawLongBits(d));
        out.key(number, ProtobufWriter.FIXED_64);
      }
      case BYTES -> out.bytes(number, Base64.getDecoder().decode(text(value)));
      default -> {
        int before = out.length();
        message(out, type, value);
        out.delimit(number, before);
      }
    }
  }

  private static void message(ProtobufWriter out, Scalar type, Json value) {
    switch (type) {
      case QUANTITY -> out.string(1, value instanceof JsonString s ? s.value() : "0");
      case INT_OR_STRING -> {
        boolean string = value instanceof JsonString;
        out.string(3, text(value));
        out.integer(2, string ? 0 : (int) integer(value));
        out.integer(1, string ? 1 : 0);
      }
      case TIME, MICRO_TIME -> {
        Instant time = Time.parse(text(value));
        if (time != null) {
          out.integer(2, type == Scalar.TIME ? 0 : time.getNano() / 1_000 * 1_000);
          out.integer(1, time.getEpochSecond());
        }
      }
      case DURATION ->
          out.integer(1, value instanceof JsonString s ? GoDuration.parse(s.value()) : 0);
      case SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> schemaOr(out, type, value);
      default -> {
        if (value != null && value != JsonNull.NULL) {
          out.bytes(1, JsonWriter.bytes(value));
        }
      }
    }
  }

  private static void schemaOr(ProtobufWriter out, Scalar type, Json value) {
    ProtobufEncoder encoder = new ProtobufEncoder(out);
    if (value instanceof JsonArray array) {
      for (int i = array.size() - 1; i >= 0; i--) {
        if (type == Scalar.SCHEMA_OR_STRINGS) {
          out.string(2, text(array.get(i)));
        } else {
          schema(out, encoder, 2, array.get(i));
        }
      }
    }
    boolean or = type == Scalar.SCHEMA_OR_BOOL;
    if (value instanceof JsonObject) {
      schema(out, encoder, or ? 2 : 1, value);
    }
    if (or) {
      out.integer(1, value == JsonBool.FALSE ? 0 : 1);
    }
  }

  private static void schema(ProtobufWriter out, ProtobufEncoder encoder, int number, Json value) {
    int before = out.length();
    encoder.message(
        SchemaProps.type().layout(), value instanceof JsonObject o ? o : JsonObject.EMPTY);
    out.delimit(number, before);
  }

  private static String text(Json value) {
    return value instanceof JsonString s ? s.value() : "";
  }

  private static long integer(Json value) {
    return value instanceof JsonNumber n ? n.longValue() : 0;
  }

  /** The value, or {@code null} where the message is the zero value that JSON prints as null. */
  static Json read(ProtobufReader in, Scalar type, Scheme scheme) {
    return switch (type) {
      case STRING -> Json.of(in.string());
      case BOOL, INT32, INT64 -> varint(type, in.varint());
      case DOUBLE -> Json.of(Double.longBitsToDouble(in.fixed64()));
      case BYTES -> Json.of(Base64.getEncoder().encodeToString(in.bytes()));
      default -> new Message(in.message(), type).json(scheme);
    };
  }

  /** The parts a scalar's message may have. */
  private static final class Message {
    private final Scalar type;
    private final long[] integers = new long[3];
    private byte[] bytes;
    private String string = "";
    private boolean empty = true;
    private JsonObject schema;
    private final List<Json> items = new ArrayList<>();

    Message(ProtobufReader in, Scalar type) {
      this.type = type;
      for (int number = in.next(); number != 0; number = in.next()) {
        empty = false;
        read(in, number);
      }
    }

    private void read(ProtobufReader in, int number) {
      boolean or = type == Scalar.SCHEMA_OR_BOOL;
      switch (type) {
        case SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> {
          if (!in.isDelimited()) {
            integers[0] = in.varint();
          } else if (number == 2 && type == Scalar.SCHEMA_OR_STRINGS) {
            items.add(Json.of(in.string()));
          } else {
            JsonObject read = new ProtobufDecoder(null).struct(SchemaProps.type(), in.message());
            if (number == 2 && !or) {
              items.add(read);
            } else {
              schema = read;
            }
          }
        }
        case QUANTITY -> string = in.string();
        case INT_OR_STRING, TIME, MICRO_TIME, DURATION -> {
          if (number == 3) {
            string = in.string();
          } else if (number < 3) {
            integers[number] = in.varint();
          } else {
            in.skip();
          }
        }
        default -> bytes = in.bytes();
      }
    }

    Json json(Scheme scheme) {
      return switch (type) {
        case QUANTITY ->
            ScalarDecoder.decode(type, null, Json.of(string.isEmpty() ? "0" : string), null);
        case INT_OR_STRING -> integers[1] == 1 ? Json.of(string) : Json.of((int) integers[2]);
        case TIME -> empty ? null : Json.of(Time.seconds(Instant.ofEpochSecond(integers[1])));
        case MICRO_TIME ->
            empty ? null : Json.of(Time.micros(Instant.ofEpochSecond(integers[1], integers[2])));
        case DURATION -> Json.of(GoDuration.format(integers[1]));
        case SCHEMA_OR_BOOL -> schema != null ? schema : Json.of(integers[0] != 0);
        case SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> schema != null ? schema : JsonArray.of(items);
        default -> bytes == null ? null : raw(scheme);
      };
    }

    private Json raw(Scheme scheme) {
      if (scheme != null && Protobuf.isEnvelope(bytes)) {
        return Protobuf.decode(bytes, scheme);
      }
      try {
        return bytes.length == 0 ? null : JsonParser.parse(bytes);
      } catch (JsonException e) {
        throw ApiException.badRequest(e.getMessage());
      }
    }
  }
}
