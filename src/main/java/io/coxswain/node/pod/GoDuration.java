package io.coxswain.node.pod;

import java.time.Duration;

/** Durations as Go prints them: {@code 10s}, {@code 2m40s}, {@code 5m0s}. */
final class GoDuration {
  private GoDuration() {}

  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    return minutes < 60
        ? minutes + "m" + seconds % 60 + "s"
        : minutes / 60 + "h" + minutes % 60 + "m" + seconds % 60 + "s";
  }
}
