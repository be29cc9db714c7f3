package io.coxswain.torture;

/** Prints verdicts as they come, and the sum. */
public final class Report {
  private static final int SHOWN = 5;
  private static final int LONGEST = 6_000;

  private final long begin = System.nanoTime();
  private int trials;
  private int bad;
  private long violations;

  /** One line; of a bad one the first violations with their evidence. */
  public void add(Verdict verdict) {
    trials++;
    bad += verdict.isGood() ? 0 : 1;
    violations += verdict.violations().size();
    System.out.println(verdict);
    verdict.violations().stream()
        .limit(SHOWN)
        .map(text -> text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text)
        .forEach(text -> System.out.println("  " + text));
    System.out.flush();
  }

  /** A line of its own. */
  public void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** The sum in one line. */
  boolean end() {
    say(
        "torture: %d trials, %d bad, %d violations, %d s"
            .formatted(trials, bad, violations, (System.nanoTime() - begin) / 1_000_000_000));
    return trials > 0 && bad == 0;
  }
}
