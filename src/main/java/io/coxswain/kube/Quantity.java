package io.coxswain.kube;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final Pattern FORM =
      Pattern.compile(
          "(?<sign>[-+]?)(?<whole>[0-9]*)([.](?<fraction>[0-9]*))?"
              + "(?<suffix>[eEinumkKMGTP]*[-+]?[0-9]*)");

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
      Matcher form = FORM.matcher(text);
      throw new IllegalArgumentException(
          !text.isEmpty() && form.matches()
              ? "unable to parse quantity's suffix"
              : "quantities must match the regular expression"
                  + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    return quantity;
  }

  /** The quantity, or {@code null} where the text is none; a suffix without a number is zero. */
  public static Quantity tryParse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.isEmpty() || !form.matches()) {
      return null;
    }
    String whole = form.group("whole");
    String fraction = form.group("fraction");
    BigDecimal number =
        new BigDecimal(
            (form.group("sign").equals("-") ? "-" : "")
                + (whole.isEmpty() ? "0" : whole)
                + (fraction == null || fraction.isEmpty() ? "" : "." + fraction));
    return scaled(number, form.group("suffix"));
  }

  /**
   * The text as the API shows it: canonical, unless it names its value without a factor of a
   * thousand too much; so {@code 1.500}, {@code 1E6} and {@code +5} stay as they are.
   *
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static String shown(String text) {
    Quantity quantity = parse(text);
    return isKept(text, quantity.format) ? text : quantity.toString();
  }

  private static boolean isKept(String text, Format format) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return false;
    }
    String fraction = form.group("fraction") == null ? "" : form.group("fraction");
    String digits = form.group("whole").replaceFirst("^0+", "") + fraction;
    String suffix = form.group("suffix");
    if (digits.isEmpty() || digits.startsWith("0") || digits.length() > 18) {
      return false;
    }
    if (format == Format.BINARY_SI) {
      int power = 10 * (Arrays.asList(BINARY).indexOf(suffix) + 1);
      boolean small = digits.length() + power * 3 / 10 < 15;
      return fraction.isEmpty() && small && (Long.parseLong(digits) & 7) != 0;
    }
    int scale = exponent(suffix) - fraction.length();
    boolean whole = form.group("whole").chars().anyMatch(c -> c != '0');
    return whole && scale >= -9 && scale % 3 == 0 && !digits.endsWith("000");
  }

  private static int exponent(String suffix) {
    if (suffix.isEmpty()) {
      return 0;
    }
    return suffix.length() == 1
        ? DECIMAL_EXPONENTS[DECIMAL.indexOf(suffix.charAt(0))]
        : Integer.parseInt(suffix.substring(1));
  }

  private static Quantity scaled(BigDecimal number, String suffix) {
    if (suffix.isEmpty()) {
      return rounded(number, Format.DECIMAL_SI);
    }
    for (int i = 0; i < BINARY.length; i++) {
      if (BINARY[i].equals(suffix)) {
        BigDecimal value = number.multiply(KIBI.pow(i + 1));
        return rounded(value.min(MOST).max(MOST.negate()), Format.BINARY_SI);
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
