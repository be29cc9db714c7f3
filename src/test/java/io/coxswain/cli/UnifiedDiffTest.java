package io.coxswain.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
  private static List<String> diff(List<String> a, List<String> b) {
    return UnifiedDiff.of("old", "new", a, b);
  }

  private static List<String> lines(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void oneChangedLineIsShownWithThreeAround() {
    List<String> after = new ArrayList<>(lines(1, 20));
    after.set(9, "ten");
    assertEquals(
        List.of(
            "--- old",
            "+++ new",
            "@@ -7,7 +7,7 @@",
            " 7",
            " 8",
            " 9",
            "-10",
            "+ten",
            " 11",
            " 12",
            " 13"),
        diff(lines(1, 20), after));
  }

  @Test
  void changesFarApartAreTwoHunks() {
    List<String> after = new ArrayList<>(lines(1, 30));
    after.removeFirst();
    after.add("end");
    List<String> out = diff(lines(1, 30), after);
    assertEquals(
        List.of("@@ -1,4 +1,3 @@", "@@ -28,3 +27,4 @@"),
        out.stream().filter(l -> l.startsWith("@@")).toList());
  }

  @Test
  void nothingBeforeOrAfterIsAllNewOrAllGone() {
    assertEquals(
        List.of("--- old", "+++ new", "@@ -0,0 +1,2 @@", "+1", "+2"), diff(List.of(), lines(1, 2)));
    assertEquals(
        List.of("--- old", "+++ new", "@@ -1 +0,0 @@", "-1"), diff(lines(1, 1), List.of()));
    assertEquals(List.of(), diff(lines(1, 3), lines(1, 3)));
  }

  @Test
  void appliedToTheOldTextItGivesTheNewOne() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<String> before =
          random.ints(random.nextInt(40), 0, 6).mapToObj(Integer::toString).toList();
      List<String> after = new ArrayList<>(before);
      for (int edits = random.nextInt(10); edits > 0; edits--) {
        if (!after.isEmpty() && random.nextBoolean()) {
          after.remove(random.nextInt(after.size()));
        } else {
          after.add(random.nextInt(after.size() + 1), Integer.toString(random.nextInt(6)));
        }
      }
      assertEquals(after, apply(before, diff(before, after)), "seed " + seed);
    }
  }

  private static List<String> apply(List<String> before, List<String> diff) {
    List<String> out = new ArrayList<>();
    int at = 0;
    for (String line : diff.subList(Math.min(2, diff.size()), diff.size())) {
      if (line.startsWith("@@")) {
        String[] range = line.split(" ")[1].substring(1).split(",");
        boolean none = range.length > 1 && range[1].equals("0");
        int start = Integer.parseInt(range[0]) - (none ? 0 : 1);
        while (at < start) {
          out.add(before.get(at++));
        }
      } else if (line.startsWith("+")) {
        out.add(line.substring(1));
      } else {
        assertEquals(before.get(at), line.substring(1));
        at++;
        if (line.startsWith(" ")) {
          out.add(line.substring(1));
        }
      }
    }
    out.addAll(before.subList(at, before.size()));
    return out;
  }
}
