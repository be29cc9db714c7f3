package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;

/** Go's zero values and emptiness, on which printing and defaulting rest. */
final class Values {
  private static final Json ZERO = Json.of(0);
  private static final Json EMPTY_STRING = Json.of("");

  private Values() {}

  /** True where JSON leaves {@code value} out because of omitempty or omitzero. */
  static boolean isOmitted(FieldType field, Json value) {
    return !field.pointer()
        && (field.isGoStruct() ? field.omitZero() : field.omitEmpty() || field.omitZero())
        && isZero(value);
  }

  /** True for what Go calls empty: "", 0, false, [], {}, null. */
  static boolean isZero(Json value) {
    return switch (value) {
      case JsonString s -> s.value().isEmpty();
      case JsonNumber n -> n.isInteger() ? n.longValue() == 0 : n.doubleValue() == 0;
      case JsonBool b -> !b.value();
      case JsonArray a -> a.isEmpty();
      case JsonObject o -> o.isEmpty();
      case JsonNull ignored -> true;
    };
  }

  /** What Go prints for a variable nobody set. */
  static Json zero(ValueType type) {
    return switch (type) {
      case StructType struct -> JsonObject.EMPTY;
      case ListType list -> JsonNull.NULL;
      case MapType map -> JsonNull.NULL;
      case Scalar scalar ->
          switch (scalar) {
            case STRING, BYTES -> EMPTY_STRING;
            case BOOL -> JsonBool.FALSE;
            case INT32, INT64, DOUBLE, INT_OR_STRING -> ZERO;
            case QUANTITY -> Json.of("0");
            case DURATION -> Json.of("0s");
            default -> JsonNull.NULL;
          };
    };
  }
}
