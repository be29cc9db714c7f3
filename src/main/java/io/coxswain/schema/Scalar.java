package io.coxswain.schema;

/**
 * A value without fields of its own, or one with a JSON form of its own. {@link #goType()} is the
 * name that upstream's error messages use where the field names no more precise type.
 */
public enum Scalar implements ValueType {
  STRING('s', "string"),
  BOOL('b', "bool"),
  INT32('i', "int32"),
  INT64('l', "int64"),
  DOUBLE('d', "float64"),
  /** Base64 text in JSON. */
  BYTES('y', "[]uint8"),
  /** resource.Quantity: a string (or number) that is rewritten canonically. */
  QUANTITY('q', "resource.Quantity"),
  /** intstr.IntOrString; also x-kubernetes-int-or-string of custom resources. */
  INT_OR_STRING('x', "intstr.IntOrString"),
  /** metav1.Time: RFC 3339, whole seconds, UTC. */
  TIME('t', "v1.Time"),
  /** metav1.MicroTime: RFC 3339, microseconds, UTC. */
  MICRO_TIME('u', "v1.MicroTime"),
  /** metav1.Duration: {@code 1h30m0s}. */
  DURATION('n', "v1.Duration"),
  /** runtime.RawExtension: any object. */
  RAW_EXTENSION('r', "runtime.RawExtension"),
  /** metav1.FieldsV1: any object. */
  FIELDS_V1('f', "v1.FieldsV1"),
  /** apiextensions' JSON: any value. */
  JSON('j', "v1.JSON"),
  /** apiextensions' JSONSchemaPropsOrBool. */
  SCHEMA_OR_BOOL('B', "v1.JSONSchemaPropsOrBool"),
  /** apiextensions' JSONSchemaPropsOrArray. */
  SCHEMA_OR_ARRAY('Y', "v1.JSONSchemaPropsOrArray"),
  /** apiextensions' JSONSchemaPropsOrStringArray. */
  SCHEMA_OR_STRINGS('D', "v1.JSONSchemaPropsOrStringArray");

  private final char code;
  private final String goType;

  Scalar(char code, String goType) {
    this.code = code;
    this.goType = goType;
  }

  public String goType() {
    return goType;
  }

  /**
   * True where Go has a struct with a JSON form of its own, which omitempty never leaves out:
   * {@code eventTime: null}, {@code targetPort: 0}, {@code divisor: "0"}.
   */
  public boolean isStruct() {
    return switch (this) {
      case STRING, BOOL, INT32, INT64, DOUBLE, BYTES -> false;
      default -> true;
    };
  }

  /** The scalar of a letter of the type table, or {@code null}. */
  static Scalar ofCode(char code) {
    for (Scalar scalar : values()) {
      if (scalar.code == code) {
        return scalar;
      }
    }
    return null;
  }
}
