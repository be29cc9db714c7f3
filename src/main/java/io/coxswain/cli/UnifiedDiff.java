package io.coxswain.cli;

import java.util.ArrayList;
import java.util.List;

/** Two texts as {@code diff -u} shows them: Myers' shortest edit script with three lines around. */
final class UnifiedDiff {
  private static final int CONTEXT = 3;

  /** Beyond so many differing lines the shortest script is not worth its time. */
  private static final int MOST_EDITS = 2_000;

  private record Edit(char sign, String line, int oldLine, int newLine) {}

  private UnifiedDiff() {}

  /** Nothing where they are the same. */
  static List<String> of(String oldName, String newName, List<String> before, List<String> after) {
    if (before.equals(after)) {
      return List.of();
    }
    List<Edit> edits = edits(before, after);
    List<String> out = new ArrayList<>(List.of("--- " + oldName, "+++ " + newName));
    int i = 0;
    while (i < edits.size()) {
      if (edits.get(i).sign == ' ') {
        i++;
        continue;
      }
      int from = Math.max(0, i - CONTEXT);
      int end = i;
      for (int j = i; j < edits.size() && j <= end + 2 * CONTEXT; j++) {
        end = edits.get(j).sign == ' ' ? end : j;
      }
      int to = Math.min(edits.size(), end + CONTEXT + 1);
      hunk(edits.subList(from, to), out);
      i = to;
    }
    return out;
  }

  private static void hunk(List<Edit> edits, List<String> out) {
    long old = edits.stream().filter(e -> e.sign != '+').count();
    long now = edits.stream().filter(e -> e.sign != '-').count();
    Edit first = edits.getFirst();
    out.add("@@ -%s +%s @@".formatted(range(first.oldLine, old), range(first.newLine, now)));
    edits.forEach(e -> out.add(e.sign + e.line));
  }

  /** A range of no lines names the line before it. */
  private static String range(int from, long count) {
    return (count == 0 ? from : from + 1) + (count == 1 ? "" : "," + count);
  }

  private static List<Edit> edits(List<String> a, List<String> b) {
    int start = 0;
    while (start < Math.min(a.size(), b.size()) && a.get(start).equals(b.get(start))) {
      start++;
    }
    int tail = 0;
    while (tail < Math.min(a.size(), b.size()) - start
        && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
      tail++;
    }
    List<Edit> out = new ArrayList<>();
    for (int i = 0; i < start; i++) {
      out.add(new Edit(' ', a.get(i), i, i));
    }
    middle(a, b, start, a.size() - tail, b.size() - tail, out);
    for (int i = tail; i > 0; i--) {
      out.add(new Edit(' ', a.get(a.size() - i), a.size() - i, b.size() - i));
    }
    return out;
  }

  /** Myers' greedy algorithm; keeps the frontier of each step to walk back. */
  private static void middle(
      List<String> a, List<String> b, int start, int endA, int endB, List<Edit> out) {
    int n = endA - start;
    int m = endB - start;
    int most = Math.min(n + m, MOST_EDITS);
    int[] frontier = new int[2 * most + 3];
    List<int[]> trace = new ArrayList<>();
    for (int d = 0; d <= most; d++) {
      trace.add(frontier.clone());
      for (int k = -d; k <= d; k += 2) {
        int at = k + most + 1;
        boolean down = k == -d || (k != d && frontier[at - 1] < frontier[at + 1]);
        int x = down ? frontier[at + 1] : frontier[at - 1] + 1;
        int y = x - k;
        while (x < n && y < m && x >= 0 && y >= 0 && a.get(start + x).equals(b.get(start + y))) {
          x++;
          y++;
        }
        frontier[at] = x;
        if (x >= n && y >= m) {
          walkBack(a, b, start, n, m, most, trace, out);
          return;
        }
      }
    }
    for (int x = 0; x < n; x++) {
      out.add(new Edit('-', a.get(start + x), start + x, start));
    }
    for (int y = 0; y < m; y++) {
      out.add(new Edit('+', b.get(start + y), endA, start + y));
    }
  }

  private static void walkBack(
      List<String> a,
      List<String> b,
      int start,
      int n,
      int m,
      int most,
      List<int[]> trace,
      List<Edit> out) {
    List<Edit> reversed = new ArrayList<>();
    int x = n;
    int y = m;
    for (int d = trace.size() - 1; d >= 0; d--) {
      int[] frontier = trace.get(d);
      int k = x - y;
      int at = k + most + 1;
      boolean down = k == -d || (k != d && frontier[at - 1] < frontier[at + 1]);
      int previousK = down ? k + 1 : k - 1;
      int previousX = d == 0 ? 0 : frontier[previousK + most + 1];
      int previousY = d == 0 ? 0 : previousX - previousK;
      while (x > previousX && y > previousY) {
        x--;
        y--;
        reversed.add(new Edit(' ', a.get(start + x), start + x, start + y));
      }
      if (d > 0) {
        if (down) {
          y--;
          reversed.add(new Edit('+', b.get(start + y), start + x, start + y));
        } else {
          x--;
          reversed.add(new Edit('-', a.get(start + x), start + x, start + y));
        }
      }
    }
    out.addAll(reversed.reversed());
  }
}
