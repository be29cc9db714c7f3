package io.coxswain.json;

/** An immutable JSON value. Equality is by value; numbers compare by numeric value. */
public sealed interface Json
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBool, JsonNull {

  static Json of(String value) {
    return value == null ? JsonNull.NULL : new JsonString(value);
  }

  static Json of(long value) {
    return JsonNumber.of(value);
  }

  static Json of(double value) {
    return JsonNumber.of(value);
  }

  static Json of(boolean value) {
    return JsonBool.of(value);
  }

  default boolean isNull() {
    return this == JsonNull.NULL;
  }

  /**
   * The JSON type's name as Kubernetes' messages say it: object, array, string, number, boolean,
   * null.
   */
  String typeName();

  /** Compact JSON text. */
  default String text() {
    return JsonWriter.text(this);
  }
}
