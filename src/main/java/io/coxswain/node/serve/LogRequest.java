package io.coxswain.node.serve;

import io.coxswain.kube.ApiException;
import io.coxswain.node.runtime.LogOptions;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;

/** The query of {@code /containerLogs}. */
final class LogRequest {
  private LogRequest() {}

  static LogOptions of(MultiMap query, InstantSource clock) {
    String stream = query.get("stream");
    return new LogOptions(
        is(query, "follow"),
        is(query, "previous"),
        is(query, "timestamps"),
        number(query, "tailLines", 0),
        number(query, "limitBytes", 1),
        since(query, clock),
        stream == null || stream.isEmpty() ? "All" : stream);
  }

  private static boolean is(MultiMap query, String name) {
    String value = query.get(name);
    return value != null && !value.equals("false") && !value.equals("0");
  }

  private static long number(MultiMap query, String name, long least) {
    String value = query.get(name);
    if (value == null || value.isEmpty()) {
      return -1;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw ApiException.badRequest(
        "invalid " + name + " \"" + value + "\": must be greater than or equal to " + least);
  }

  private static Instant since(MultiMap query, InstantSource clock) {
    long seconds = number(query, "sinceSeconds", 1);
    if (seconds > 0) {
      return clock.instant().minusSeconds(seconds);
    }
    String time = query.get("sinceTime");
    if (time == null || time.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException e) {
      throw ApiException.badRequest("invalid sinceTime \"" + time + "\"");
    }
  }
}
