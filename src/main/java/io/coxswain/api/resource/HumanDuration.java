package io.coxswain.api.resource;

import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;

/** Ages as kubectl shows them: two digits of precision, such as {@code 5m20s} or {@code 3d4h}. */
public final class HumanDuration {
  private HumanDuration() {}

  /** The time since an RFC 3339 time; {@code <unknown>} where there is none. */
  public static String since(String time, Instant now) {
    Instant then = Time.parse(time);
    return then == null ? "<unknown>" : of(Duration.between(then, now));
  }

  public static String of(Duration duration) {
    long seconds = duration.toMillis() / 1000; // toward zero, as Go converts
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 0) {
      return "0s";
    }
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    if (hours < 192) {
      return two(hours / 24, "d", hours % 24, "h");
    }
    if (hours < 24 * 365 * 2) {
      return hours / 24 + "d";
    }
    long years = hours / 24 / 365;
    return hours < 24 * 365 * 8 ? two(years, "y", hours / 24 % 365, "d") : years + "y";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : small + smallUnit);
  }
}
