package io.coxswain.controller.job;

import java.util.Collection;
import java.util.NavigableSet;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Completion indexes as a Job's status writes them: {@code 0,3-5,7}. */
record Indexes(NavigableSet<Integer> values) {

  /**
   * @param text may be {@code null}; what cannot be read is left out
   * @param below only indexes under it count
   */
  static Indexes parse(String text, int below) {
    NavigableSet<Integer> out = new TreeSet<>();
    if (text == null || text.isEmpty()) {
      return new Indexes(out);
    }
    for (String part : text.split(",")) {
      String[] ends = part.split("-", 2);
      try {
        int last = Integer.parseInt(ends[ends.length - 1].strip());
        for (int i = Integer.parseInt(ends[0].strip()); i <= last && i < below; i++) {
          out.add(i);
        }
      } catch (NumberFormatException e) {
        continue; // as upstream: a broken interval is as good as none
      }
    }
    return new Indexes(out);
  }

  boolean contains(int index) {
    return values.contains(index);
  }

  int size() {
    return values.size();
  }

  Indexes with(Collection<Integer> more) {
    NavigableSet<Integer> out = new TreeSet<>(values);
    out.addAll(more);
    return new Indexes(out);
  }

  /** How many of them are in {@code others} too. */
  int common(Indexes others) {
    return (int) values.stream().filter(others::contains).count();
  }

  /** Two neighbours are written with a comma, three with a dash. */
  String text() {
    StringJoiner out = new StringJoiner(",");
    Integer first = null;
    Integer last = null;
    for (Integer value : values) {
      if (last != null && value == last + 1) {
        last = value;
        continue;
      }
      interval(out, first, last);
      first = value;
      last = value;
    }
    interval(out, first, last);
    return out.toString();
  }

  private static void interval(StringJoiner out, Integer first, Integer last) {
    if (first == null) {
      return;
    }
    if (first.equals(last)) {
      out.add(first.toString());
    } else if (last == first + 1) {
      out.add(first.toString()).add(last.toString());
    } else {
      out.add(first + "-" + last);
    }
  }
}
