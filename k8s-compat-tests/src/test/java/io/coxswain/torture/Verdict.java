package io.coxswain.torture;

import java.util.List;

/**
 * What came of a trial.
 *
 * @param violations each with its evidence; empty: good
 * @param numbers in a few words: operations, unknown outcomes, strikes, events, times
 * @param tally the same for the table
 */
public record Verdict(
    String name, long seed, List<String> violations, String numbers, Tally tally) {
  /** A trial that began at this monotonic time. */
  public static Verdict of(
      String name, long seed, List<String> violations, String numbers, Tally tally, long began) {
    long took = (System.nanoTime() - began) / 1_000_000;
    return new Verdict(name, seed, violations, numbers, tally.judged(violations, took));
  }

  /** With violations that came up later. */
  public Verdict with(List<String> more) {
    List<String> all = new java.util.ArrayList<>(violations);
    all.addAll(more);
    return new Verdict(name, seed, all, numbers, tally.judged(all, tally.millis()));
  }

  public boolean isGood() {
    return violations.isEmpty();
  }

  /** One line. */
  @Override
  public String toString() {
    return "%-4s %s: %s, %d violations, %d s (seed %d)"
        .formatted(
            isGood() ? "good" : "BAD",
            name,
            numbers,
            violations.size(),
            tally.millis() / 1000,
            seed);
  }
}
