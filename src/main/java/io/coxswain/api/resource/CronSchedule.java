package io.coxswain.api.resource;

import java.util.List;
import java.util.Locale;

/** The syntax of a CronJob's schedule, five fields or a word such as {@code @daily}. */
final class CronSchedule {
  private static final List<String> WORDS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final int[] LOW = {0, 0, 1, 1, 0};
  private static final int[] HIGH = {59, 23, 31, 12, 6};
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private CronSchedule() {}

  /** {@code null} for a good schedule, otherwise robfig/cron's message. */
  static String check(String schedule) {
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
