package io.coxswain.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * etcd's promises for one watch: ordered, unique, reliable (none left out), atomic (whole objects),
 * resumable (exactly what follows the revision asked for), bookmarkable (nothing at or below a
 * bookmark comes later, nothing up to it is missing).
 */
final class WatchRules {
  private final Truth truth;
  private final Truth.Lives lives;

  WatchRules(Truth truth, Truth.Lives lives) {
    this.truth = truth;
    this.lives = lives;
  }

  List<String> violations(WatchLog log) {
    List<String> violations = new ArrayList<>();
    log.oddities.forEach(oddity -> violations.add(log.title() + ": " + oddity));
    if (log.asked == 0 && log.initialEnded) {
      Map<String, Version> expected = side(lives.at(log.from), log.side);
      if (!expected.equals(log.initial)) {
        violations.add(log.title() + ": initial events " + log.initial + " instead of " + expected);
      }
    }
    if (log.isResumable()) {
      List<Change> expected = expected(log);
      if (!expected.equals(log.events)) {
        violations.add(log.title() + ": " + difference(expected, log.events));
      }
    }
    return violations;
  }

  /** What a watcher with this selector must see between its bounds. */
  private List<Change> expected(WatchLog log) {
    List<Change> all = truth.between(log.from, log.to);
    if (log.side == null) {
      return all;
    }
    List<Change> expected = new ArrayList<>();
    for (Change change : all) {
      Version before = lives.at(change.key(), change.revision() - 1);
      boolean was = before != null && before.isOn(log.side);
      boolean is = change.after() != null && change.after().isOn(log.side);
      if (is) {
        expected.add(new Change(was ? "MODIFIED" : "ADDED", change.key(), change.version()));
      } else if (was) {
        // The body that was on this side, at the revision at which it left.
        Version last = new Version(change.revision(), before.value(), before.uid());
        expected.add(new Change("DELETED", change.key(), last));
      }
    }
    return expected;
  }

  private static Map<String, Version> side(Map<String, Version> all, String side) {
    Map<String, Version> map = new TreeMap<>(all);
    map.values().removeIf(version -> side != null && !version.isOn(side));
    return map;
  }

  private static String difference(List<Change> expected, List<Change> seen) {
    int i = 0;
    while (i < Math.min(expected.size(), seen.size()) && expected.get(i).equals(seen.get(i))) {
      i++;
    }
    return "event %d is %s, expected %s; %d events, expected %d"
        .formatted(
            i,
            i < seen.size() ? seen.get(i) : "none",
            i < expected.size() ? expected.get(i) : "none",
            seen.size(),
            expected.size());
  }
}
