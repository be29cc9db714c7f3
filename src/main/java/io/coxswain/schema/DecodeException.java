package io.coxswain.schema;

import io.coxswain.json.Json;
import io.coxswain.json.JsonBool;
import io.coxswain.json.JsonNumber;

/** A value that does not fit its type; the message is upstream's. */
final class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DecodeException(String message) {
    super(message, null, false, false);
  }

  /** {@code json: cannot unmarshal string into Go struct field A.b.c of type int32}. */
  static DecodeException wrongType(Json raw, Decoder.Path path, String goType) {
    String what = raw instanceof JsonBool ? "bool" : raw.typeName();
    return unmarshal(what, path, goType);
  }

  /** As {@link #wrongType} for a number out of range or with a fraction. */
  static DecodeException wrongNumber(JsonNumber raw, Decoder.Path path, String goType) {
    return unmarshal("number " + raw, path, goType);
  }

  private static DecodeException unmarshal(String what, Decoder.Path path, String goType) {
    return new DecodeException(
        "json: cannot unmarshal "
            + what
            + (path.parent() == null ? " into Go value" : " into Go struct field " + path.goField())
            + " of type "
            + goType);
  }
}
