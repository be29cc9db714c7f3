package io.coxswain.schema;

import java.math.BigDecimal;

/** Go's time.Duration text, {@code 1h30m0.5s}, to nanoseconds and back. */
final class GoDuration {
  private static final String[] UNITS = {"ns", "us", "µs", "μs", "ms", "s", "m", "h"};
  private static final long[] NANOS = {
    1, 1_000, 1_000, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L
  };

  private GoDuration() {}

  /**
   * @throws DecodeException in Go's words
   */
  static long parse(String text) {
    String rest = text;
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1);
    }
    if (rest.equals("0")) {
      return 0;
    }
    if (rest.isEmpty()) {
      throw invalid(text);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    while (!rest.isEmpty()) {
      int digits = 0;
      while (digits < rest.length()
          && (isDigit(rest.charAt(digits)) || rest.charAt(digits) == '.')) {
        digits++;
      }
      int unit = digits;
      while (unit < rest.length() && !isDigit(rest.charAt(unit)) && rest.charAt(unit) != '.') {
        unit++;
      }
      String word = rest.substring(digits, unit);
      if (digits == 0 || rest.substring(0, digits).equals(".")) {
        throw invalid(text);
      }
      if (word.isEmpty()) {
        throw new DecodeException("time: missing unit in duration \"" + text + "\"");
      }
      nanos = nanos.add(number(rest.substring(0, digits), text).multiply(unit(word, text)));
      rest = rest.substring(unit);
    }
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw invalid(text);
    }
    return negative ? -nanos.longValue() : nanos.longValue();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static BigDecimal number(String digits, String text) {
    try {
      return new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
    } catch (NumberFormatException e) {
      throw invalid(text);
    }
  }

  private static BigDecimal unit(String word, String text) {
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(word)) {
        return BigDecimal.valueOf(NANOS[i]);
      }
    }
    throw new DecodeException("time: unknown unit \"" + word + "\" in duration \"" + text + "\"");
  }

  private static DecodeException invalid(String text) {
    return new DecodeException("time: invalid duration \"" + text + "\"");
  }

  static String format(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    BigDecimal left = BigDecimal.valueOf(nanos).abs();
    if (left.compareTo(BigDecimal.valueOf(1_000_000_000L)) < 0) {
      int power =
          left.compareTo(BigDecimal.valueOf(1_000)) < 0
              ? 0
              : left.compareTo(BigDecimal.valueOf(1_000_000)) < 0 ? 3 : 6;
      return sign
          + plain(left.movePointLeft(power))
          + (power == 0 ? "ns" : power == 3 ? "µs" : "ms");
    }
    long wholeMinutes = left.divideToIntegralValue(BigDecimal.valueOf(NANOS[6])).longValue();
    String seconds = plain(left.remainder(BigDecimal.valueOf(NANOS[6])).movePointLeft(9)) + "s";
    if (wholeMinutes == 0) {
      return sign + seconds;
    }
    String minutes = wholeMinutes % 60 + "m" + seconds;
    return sign + (wholeMinutes < 60 ? minutes : wholeMinutes / 60 + "h" + minutes);
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
