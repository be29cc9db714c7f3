package io.coxswain.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time and sizes as people type them: {@code 1h30m}, {@code 7d}; {@code 500MB}. */
final class Spans {
  private static final Pattern TIME =
      Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");
  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([KMGT]?)I?B?");
  private static final Map<String, Integer> SHIFT =
      Map.of("", 0, "K", 10, "M", 20, "G", 30, "T", 40);

  private Spans() {}

  /** {@code null} where it is none. */
  static Duration duration(String text) {
    Matcher found = TIME.matcher(text.strip());
    if (text.isBlank() || !found.matches()) {
      return null;
    }
    try {
      return Duration.ofDays(number(found.group(1)))
          .plusHours(number(found.group(2)))
          .plusMinutes(number(found.group(3)))
          .plusSeconds(number(found.group(4)));
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  /** Bytes, {@code null} where it is none; a kilobyte has 1024. */
  static Long bytes(String text) {
    Matcher found = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!found.matches()) {
      return null;
    }
    try {
      return Math.multiplyExact(Long.parseLong(found.group(1)), 1L << SHIFT.get(found.group(2)));
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** For an option. */
  static final class ToDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration value = duration(text);
      if (value == null) {
        throw new TypeConversionException(
            "'" + text + "' is not a length of time: expected one such as 90s, 30m, 36h or 7d");
      }
      return value;
    }
  }

  /** For an option. */
  static final class ToBytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      Long value = bytes(text);
      if (value == null) {
        throw new TypeConversionException(
            "'" + text + "' is not a size: expected one such as 500MB or 2GB");
      }
      return value;
    }
  }
}
