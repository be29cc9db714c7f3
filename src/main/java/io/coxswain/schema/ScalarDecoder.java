package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.Quantity;
import io.coxswain.kube.Time;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Base64;

/** Checks one scalar and gives it its canonical form. */
final class ScalarDecoder {
  private ScalarDecoder() {}

  /** True for the common values that need no look at their path and no other form. */
  static boolean isPlain(ValueType type, Json raw) {
    return type == Scalar.STRING && raw instanceof JsonString
        || type == Scalar.BOOL && raw instanceof JsonBool;
  }

  static Json decode(Scalar type, String goType, Json raw, Decoder.Path path) {
    return switch (type) {
      case STRING -> expect(raw instanceof JsonString, type, goType, raw, path);
      case BOOL -> expect(raw instanceof JsonBool, type, goType, raw, path);
      case INT32 -> integer(type, goType, raw, path);
      case INT64 -> integer(type, goType, raw, path);
      case DOUBLE -> wholeAsInteger(expect(raw instanceof JsonNumber, type, goType, raw, path));
      case BYTES -> bytes(type, raw, path);
      case QUANTITY -> quantity(raw);
      case INT_OR_STRING -> intOrString(raw, path);
      case TIME, MICRO_TIME -> time(type, raw, path);
      case DURATION -> duration(raw, path);
      case RAW_EXTENSION, FIELDS_V1, JSON -> raw;
      case SCHEMA_OR_BOOL ->
          expect(raw instanceof JsonObject || raw instanceof JsonBool, type, goType, raw, path);
      case SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS ->
          expect(raw instanceof JsonObject || raw instanceof JsonArray, type, goType, raw, path);
    };
  }

  private static Json expect(
      boolean fits, Scalar type, String goType, Json raw, Decoder.Path path) {
    if (!fits) {
      throw DecodeException.wrongType(raw, path, goType != null ? goType : type.goType());
    }
    return raw;
  }

  private static Json integer(Scalar type, String goType, Json raw, Decoder.Path path) {
    expect(raw instanceof JsonNumber, type, goType, raw, path);
    JsonNumber number = (JsonNumber) raw;
    if (!number.isInteger()
        || type == Scalar.INT32 && number.longValue() != (int) number.longValue()) {
      throw DecodeException.wrongNumber(number, path, goType != null ? goType : type.goType());
    }
    return raw;
  }

  /** Go prints 1.0 as 1. */
  private static Json wholeAsInteger(Json number) {
    double value = ((JsonNumber) number).doubleValue();
    return value == Math.rint(value) && Math.abs(value) < 1e18 ? Json.of((long) value) : number;
  }

  static Json roundedToMilli(Json quantity) {
    Quantity exact = Quantity.of(quantity);
    return exact.value().scale() <= 3
        ? quantity
        : Json.of(
            new Quantity(exact.value().setScale(3, RoundingMode.UP), exact.format()).toString());
  }

  private static Json bytes(Scalar type, Json raw, Decoder.Path path) {
    expect(raw instanceof JsonString, type, null, raw, path);
    String text = ((JsonString) raw).value();
    try {
      String lines = text.replace("\n", "").replace("\r", "");
      byte[] decoded = Base64.getDecoder().decode(lines);
      String canonical = Base64.getEncoder().encodeToString(decoded);
      if (lines.length() % 4 != 0) {
        throw new DecodeException("illegal base64 data at input byte " + lines.length() / 4 * 4);
      }
      return canonical.equals(text) ? raw : Json.of(canonical);
    } catch (IllegalArgumentException e) {
      throw new DecodeException("illegal base64 data at input byte " + badByte(text));
    }
  }

  private static int badByte(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || c >= '0' && c <= '9'
              || "+/=\r\n".indexOf(c) >= 0;
      if (!fits) {
        return i;
      }
    }
    return text.length();
  }

  private static Json quantity(Json raw) {
    String text =
        switch (raw) {
          case JsonString s -> s.value().strip();
          case JsonNumber n -> n.toString();
          default -> raw.text();
        };
    try {
      return canonical(raw, Quantity.shown(text));
    } catch (IllegalArgumentException e) {
      throw new DecodeException(e.getMessage());
    }
  }

  private static Json intOrString(Json raw, Decoder.Path path) {
    return switch (raw) {
      case JsonString s -> raw;
      case JsonNumber n -> {
        if (!n.isInteger() || n.longValue() != n.intValue()) {
          throw DecodeException.wrongNumber(n, path, "int32");
        }
        yield raw;
      }
      default -> throw DecodeException.wrongType(raw, path, "int32");
    };
  }

  private static Json time(Scalar type, Json raw, Decoder.Path path) {
    if (!(raw instanceof JsonString s)) {
      throw DecodeException.wrongType(raw, path, "string");
    }
    Instant instant = Time.parse(s.value());
    if (instant == null) {
      String layout =
          type == Scalar.TIME ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00";
      throw new DecodeException(
          "parsing time \"%s\" as \"%s\": cannot parse \"%s\" as \"2006\""
              .formatted(s.value(), layout, s.value()));
    }
    return canonical(raw, type == Scalar.TIME ? Time.seconds(instant) : Time.micros(instant));
  }

  private static Json duration(Json raw, Decoder.Path path) {
    if (!(raw instanceof JsonString s)) {
      throw DecodeException.wrongType(raw, path, "string");
    }
    long nanos = GoDuration.parse(s.value());
    return canonical(raw, GoDuration.format(nanos));
  }

  private static Json canonical(Json raw, String text) {
    return raw instanceof JsonString s && s.value().equals(text) ? raw : Json.of(text);
  }
}
