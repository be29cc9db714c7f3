package io.coxswain.json;

import java.math.BigDecimal;

/**
 * A JSON number: a 64-bit integer where the text is one, otherwise a double or, past its range, a
 * decimal, as Kubernetes' own JSON reader distinguishes int64 and float64.
 */
public final class JsonNumber implements Json {
  private final long integer;
  private final BigDecimal decimal; // null for integers

  private JsonNumber(long integer, BigDecimal decimal) {
    this.integer = integer;
    this.decimal = decimal;
  }

  public static JsonNumber of(long value) {
    return new JsonNumber(value, null);
  }

  public static JsonNumber of(double value) {
    return of(BigDecimal.valueOf(value));
  }

  /** A number written with a fraction or exponent, or too large for 64 bits. */
  public static JsonNumber of(BigDecimal value) {
    return new JsonNumber(value.longValue(), value);
  }

  public boolean isInteger() {
    return decimal == null;
  }

  /** The value truncated to 64 bits. */
  public long longValue() {
    return integer;
  }

  public int intValue() {
    return (int) integer;
  }

  public double doubleValue() {
    return decimal == null ? integer : decimal.doubleValue();
  }

  public BigDecimal decimalValue() {
    return decimal == null ? BigDecimal.valueOf(integer) : decimal;
  }

  @Override
  public String typeName() {
    return "number";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber that
        && (decimal == null && that.decimal == null
            ? integer == that.integer
            : decimalValue().compareTo(that.decimalValue()) == 0);
  }

  @Override
  public int hashCode() {
    return decimal == null ? Long.hashCode(integer) : Double.hashCode(decimal.doubleValue());
  }

  @Override
  public String toString() {
    if (decimal == null) {
      return Long.toString(integer);
    }
    return decimal.toString();
  }
}
