package io.coxswain.api.resource;

/** Indexes of a Job as text: {@code 1,3-5,7}. */
final class IndexSpans {
  private IndexSpans() {}

  /**
   * How many indexes the text names.
   *
   * @param completions above the highest index
   * @throws IllegalArgumentException with upstream's words for what is wrong with the text
   */
  static long count(String text, long completions) {
    if (text.isEmpty()) {
      return 0;
    }
    long total = 0;
    long last = -1;
    for (String span : text.split(",", -1)) {
      String[] ends = span.split("-", -1);
      if (ends.length > 2) {
        throw new IllegalArgumentException(
            "the fragment \""
                + span
                + "\" violates the requirement that an index interval can have at most two parts"
                + " separated by '-'");
      }
      long from = index(ends[0], completions);
      long to = from;
      if (ends.length == 2) {
        to = index(ends[1], completions);
        increasing(from, to);
      }
      if (last >= 0) {
        increasing(last, from);
      }
      total += to - from + 1;
      last = to;
    }
    return total;
  }

  private static void increasing(long previous, long current) {
    if (previous >= current) {
      throw new IllegalArgumentException(
          "non-increasing order, previous: " + previous + ", current: " + current);
    }
  }

  private static long index(String text, long completions) {
    long index;
    try {
      index = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "cannot convert string to integer for index: \"" + text + "\"", e);
    }
    if (index >= completions) {
      throw new IllegalArgumentException("too large index: \"" + text + "\"");
    }
    return index;
  }
}
