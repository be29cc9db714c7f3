package io.coxswain.torture;

import java.util.List;

/**
 * What came of a trial.
 *
 * @param violations each with its evidence; empty: good
 * @param numbers in a few words: operations, unknown outcomes, strikes, events, times
 */
public record Verdict(String name, long seed, List<String> violations, String numbers) {
  public boolean isGood() {
    return violations.isEmpty();
  }

  /** One line. */
  @Override
  public String toString() {
    return "%-4s %s: %s, %d violations (seed %d)"
        .formatted(isGood() ? "good" : "BAD", name, numbers, violations.size(), seed);
  }
}
