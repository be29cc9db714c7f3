package io.coxswain.kube;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A CronJob's schedule, five fields or a word such as {@code @daily}. */
public final class CronSchedule {
  private static final Map<String, String> MEANINGS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final int YEARS_AHEAD = 5;

  private static final List<String> WORDS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final int[] LOW = {0, 0, 1, 1, 0};
  private static final int[] HIGH = {59, 23, 31, 12, 6};
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private final BitSet[] fields;
  private final boolean anyDay; // of the month or of the week: only the other one counts
  private final Duration every;
  private final ZoneId zone;

  private CronSchedule(BitSet[] fields, boolean anyDay, Duration every, ZoneId zone) {
    this.fields = fields;
    this.anyDay = anyDay;
    this.every = every;
    this.zone = zone;
  }

  /**
   * @param zone an IANA name; {@code null} or empty for UTC
   * @throws ApiException BadRequest where the schedule or the zone is none
   */
  public static CronSchedule parse(String schedule, String zone) {
    String wrong = check(schedule);
    if (wrong != null) {
      throw ApiException.badRequest("unparseable schedule: " + wrong);
    }
    String text = schedule.strip();
    String where = zone == null ? "" : zone;
    if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
      int space = text.indexOf(' ');
      where = text.substring(text.indexOf('=') + 1, space);
      text = text.substring(space).strip();
    }
    ZoneId zoneId;
    try {
      zoneId = ZoneId.of(where.isEmpty() ? "UTC" : where);
    } catch (DateTimeException e) {
      throw ApiException.badRequest("unknown time zone " + where);
    }
    if (text.startsWith("@every ")) {
      return new CronSchedule(null, false, duration(text.substring(7).strip()), zoneId);
    }
    String[] parts = MEANINGS.getOrDefault(text, text).split("\\s+");
    BitSet[] sets = new BitSet[5];
    for (int i = 0; i < 5; i++) {
      sets[i] = set(parts[i], i);
    }
    return new CronSchedule(sets, isAny(parts[2]) || isAny(parts[4]), null, zoneId);
  }

  private static boolean isAny(String field) {
    return field.startsWith("*") || field.startsWith("?");
  }

  private static Duration duration(String text) {
    Duration out = Duration.ZERO;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == 'h' || unit == 'm' || unit == 's') {
        int count = Math.max(0, number(text.substring(from, i)));
        out = out.plusSeconds(count * (unit == 'h' ? 3600L : unit == 'm' ? 60L : 1L));
        from = i + 1;
      }
    }
    return out.isPositive() ? out : Duration.ofSeconds(1);
  }

  private static BitSet set(String field, int position) {
    BitSet out = new BitSet();
    for (String part : field.split(",")) {
      String[] step = part.split("/");
      int every = step.length == 2 ? number(step[1]) : 1;
      int from = LOW[position];
      int to = HIGH[position];
      if (!isAny(step[0])) {
        String[] ends = step[0].split("-");
        from = value(ends[0], position);
        boolean open = ends.length == 1 && step.length == 2;
        to = ends.length == 2 ? value(ends[1], position) : open ? HIGH[position] : from;
      }
      for (int i = from; i <= to; i += every) {
        out.set(i);
      }
    }
    return out;
  }

  /** The first time after {@code after}; {@code null} where there is none in five years. */
  public Instant next(Instant after) {
    if (every != null) {
      return after.plus(every).truncatedTo(ChronoUnit.SECONDS);
    }
    ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    ZonedDateTime end = time.plusYears(YEARS_AHEAD);
    while (time.isBefore(end)) {
      if (!fields[3].get(time.getMonthValue())) {
        time = time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
      } else if (!isDay(time)) {
        time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      } else if (!fields[1].get(time.getHour())) {
        time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!fields[0].get(time.getMinute())) {
        time = time.plusMinutes(1);
      } else {
        return time.toInstant();
      }
    }
    return null;
  }

  /** Where both the day of the month and that of the week are given, either will do. */
  private boolean isDay(ZonedDateTime time) {
    boolean month = fields[2].get(time.getDayOfMonth());
    boolean week = fields[4].get(time.getDayOfWeek().getValue() % 7);
    return anyDay ? month && week : month || week;
  }

  /** {@code null} for a good schedule, otherwise robfig/cron's message. */
  public static String check(String schedule) {
    String text = schedule.strip();
    if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
      int space = text.indexOf(' ');
      text = space < 0 ? "" : text.substring(space).strip();
    }
    if (text.startsWith("@")) {
      boolean every = text.startsWith("@every ");
      return every || WORDS.contains(text) ? null : "unrecognized descriptor: " + text;
    }
    String[] fields = text.isEmpty() ? new String[0] : text.split("\\s+");
    if (fields.length != 5) {
      return "expected exactly 5 fields, found "
          + fields.length
          + ": ["
          + String.join(" ", fields)
          + "]";
    }
    for (int i = 0; i < 5; i++) {
      for (String part : fields[i].split(",", -1)) {
        String wrong = range(part, i);
        if (wrong != null) {
          return wrong;
        }
      }
    }
    return null;
  }

  private static String range(String part, int field) {
    String[] step = part.split("/", -1);
    if (step.length > 2) {
      return "too many slashes: " + part;
    }
    if (step.length == 2) {
      int every = number(step[1]);
      if (every < 0) {
        return "failed to parse int from "
            + step[1]
            + ": strconv.Atoi: parsing \""
            + step[1]
            + "\": invalid syntax";
      }
      if (every == 0) {
        return "step of range should be a positive number: " + part;
      }
    }
    if (step[0].equals("*") || step[0].equals("?")) {
      return null;
    }
    String[] ends = step[0].split("-", -1);
    if (ends.length > 2) {
      return "too many hyphens: " + part;
    }
    int start = value(ends[0], field);
    int end = ends.length == 2 ? value(ends[1], field) : start;
    if (start < 0 || end < 0) {
      String bad = start < 0 ? ends[0] : ends[1];
      return "failed to parse int from "
          + bad
          + ": strconv.Atoi: parsing \""
          + bad
          + "\": invalid syntax";
    }
    if (start < LOW[field]) {
      return "beginning of range (" + start + ") below minimum (" + LOW[field] + "): " + part;
    }
    if (end > HIGH[field]) {
      return "end of range (" + end + ") above maximum (" + HIGH[field] + "): " + part;
    }
    return start > end
        ? "beginning of range (" + start + ") beyond end of range (" + end + "): " + part
        : null;
  }

  private static int value(String text, int field) {
    String name = text.toLowerCase(Locale.ROOT);
    if (field == 3 && MONTHS.contains(name)) {
      return MONTHS.indexOf(name) + 1;
    }
    if (field == 4 && DAYS.contains(name)) {
      return DAYS.indexOf(name);
    }
    return number(text);
  }

  private static int number(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && text.length() < 9 ? Integer.parseInt(text) : -1;
  }
}
