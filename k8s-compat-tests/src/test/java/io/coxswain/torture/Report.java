package io.coxswain.torture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Prints verdicts as they come, and the sum. Any thread. */
public final class Report {
  private static final int SHOWN = 5;
  private static final int LONGEST = 6_000;

  private final long begin = System.nanoTime();
  private final List<Tally> tallies = new ArrayList<>();
  private int trials;
  private int bad;
  private long violations;

  /** One line; of a bad one the first violations with their evidence. */
  public synchronized void add(Verdict verdict) {
    trials++;
    bad += verdict.isGood() ? 0 : 1;
    violations += verdict.violations().size();
    say(verdict.toString());
    verdict.violations().stream()
        .limit(SHOWN)
        .map(text -> text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text)
        .forEach(text -> say("  " + text));
    for (int i = 0; i < tallies.size(); i++) {
      if (tallies.get(i).isOf(verdict.tally())) {
        tallies.set(i, tallies.get(i).plus(verdict.tally()));
        return;
      }
    }
    tallies.add(verdict.tally());
  }

  /** A line of its own, after the time since the begin. */
  public synchronized void say(String line) {
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    System.out.printf("%2d:%02d %s%n", seconds / 60, seconds % 60, line);
    System.out.flush();
  }

  /** The table and the sum in one line. */
  synchronized boolean end() {
    System.out.println(Tally.head());
    tallies.sort(Comparator.comparing(Tally::fault).thenComparing(Tally::place));
    tallies.forEach(System.out::println);
    System.out.printf(
        "torture: %d trials, %d bad, %d violations, %d strikes, %d writes acknowledged, %d lost, %d watch events, %d s%n",
        trials,
        bad,
        violations,
        tallies.stream().mapToInt(Tally::strikes).sum(),
        tallies.stream().mapToLong(Tally::acknowledged).sum(),
        tallies.stream().mapToLong(Tally::lost).sum(),
        tallies.stream().mapToLong(Tally::events).sum(),
        (System.nanoTime() - begin) / 1_000_000_000);
    System.out.flush();
    return trials > 0 && bad == 0;
  }
}
