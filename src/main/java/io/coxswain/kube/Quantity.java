package io.coxswain.kube;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A resource quantity such as {@code 500m}, {@code 1Gi} or {@code 1e3}; precise to nano units,
 * rounded up, and written in canonical form (apimachinery's {@code resource.Quantity}).
 */
public record Quantity(BigDecimal value, Format format) implements Comparable<Quantity> {
  /** The family of suffixes a quantity was written in and is written back in. */
  public enum Format {
    DECIMAL_SI,
    BINARY_SI,
    DECIMAL_EXPONENT
  }

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI);
  private static final String[] BINARY = {"Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final String DECIMAL = "numkMGTPE";
  private static final int[] DECIMAL_EXPONENTS = {-9, -6, -3, 3, 6, 9, 12, 15, 18};
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  public static Quantity of(long value) {
    return new Quantity(BigDecimal.valueOf(value), Format.DECIMAL_SI);
  }

  public static Quantity ofMilli(long milli) {
    return new Quantity(BigDecimal.valueOf(milli, 3), Format.DECIMAL_SI);
  }

  public static Quantity ofBytes(long bytes) {
    return new Quantity(BigDecimal.valueOf(bytes), Format.BINARY_SI);
  }

  /** Reads a string or number; zero where the value is neither or is no quantity. */
  public static Quantity of(Json json) {
    String text =
        switch (json) {
          case JsonString s -> s.value();
          case JsonNumber n -> n.toString();
          case null, default -> "0";
        };
    Quantity quantity = tryParse(text);
    return quantity == null ? ZERO : quantity;
  }

  /**
   * @throws IllegalArgumentException with upstream's words
   */
  public static Quantity parse(String text) {
    Quantity quantity = tryParse(text);
    if (quantity == null) {
      throw new IllegalArgumentException(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    return quantity;
  }

  /** The quantity, or {@code null} where the text is none. */
  public static Quantity tryParse(String text) {
    int end = 0;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end))
            || text.charAt(end) == '.'
            || (end == 0 && (text.charAt(0) == '-' || text.charAt(0) == '+')))) {
      end++;
    }
    BigDecimal number;
    try {
      String digits = text.substring(0, end);
      number = new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
    } catch (NumberFormatException e) {
      return null;
    }
    return scaled(number, text.substring(end));
  }

  private static Quantity scaled(BigDecimal number, String suffix) {
    if (suffix.isEmpty()) {
      return rounded(number, Format.DECIMAL_SI);
    }
    for (int i = 0; i < BINARY.length; i++) {
      if (BINARY[i].equals(suffix)) {
        return rounded(number.multiply(KIBI.pow(i + 1)), Format.BINARY_SI);
      }
    }
    if (suffix.length() == 1 && DECIMAL.indexOf(suffix.charAt(0)) >= 0) {
      int exponent = DECIMAL_EXPONENTS[DECIMAL.indexOf(suffix.charAt(0))];
      return rounded(number.scaleByPowerOfTen(exponent), Format.DECIMAL_SI);
    }
    if (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E') {
      try {
        int exponent = Integer.parseInt(suffix.substring(1));
        if (Math.abs(exponent) > 100) {
          return null;
        }
        return rounded(number.scaleByPowerOfTen(exponent), Format.DECIMAL_EXPONENT);
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  private static Quantity rounded(BigDecimal value, Format format) {
    return new Quantity(value.scale() > 9 ? value.setScale(9, RoundingMode.UP) : value, format);
  }

  /** The value rounded up to whole units. */
  public long units() {
    return value
        .setScale(0, RoundingMode.CEILING)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  /** The value rounded up to thousandths. */
  public long milli() {
    return value
        .scaleByPowerOfTen(3)
        .setScale(0, RoundingMode.CEILING)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value), value.signum() == 0 ? other.format : format);
  }

  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value), format);
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  public int signum() {
    return value.signum();
  }

  public Quantity max(Quantity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantity that && value.compareTo(that.value) == 0;
  }

  @Override
  public int hashCode() {
    return value.stripTrailingZeros().hashCode();
  }

  /** The canonical text: the largest suffix that leaves no fraction. */
  @Override
  public String toString() {
    if (value.signum() == 0) {
      return "0";
    }
    // A binary quantity that is no whole number of units, or is below 1024, is written decimal.
    if (format == Format.BINARY_SI
        && value.abs().compareTo(KIBI) >= 0
        && value.stripTrailingZeros().scale() <= 0) {
      BigInteger n = value.toBigIntegerExact();
      int i = 0;
      while (i < BINARY.length && n.getLowestSetBit() >= 10) {
        n = n.shiftRight(10);
        i++;
      }
      return n + (i == 0 ? "" : BINARY[i - 1]);
    }
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = Math.floorDiv(-stripped.scale(), 3) * 3;
    exponent = Math.max(-9, Math.min(18, exponent));
    String digits = stripped.scaleByPowerOfTen(-exponent).toPlainString();
    if (exponent == 0) {
      return digits;
    }
    if (format == Format.DECIMAL_EXPONENT) {
      return digits + "e" + exponent;
    }
    return digits + DECIMAL.charAt(exponent < 0 ? (exponent + 9) / 3 : exponent / 3 + 2);
  }
}
