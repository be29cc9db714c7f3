package io.coxswain.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Watches made by hand against four changes of two keys. */
class WatchRulesTest {
  private static final Change ONE = new Change("ADDED", "one", new Version(11, "1a", "u1"));
  private static final Change TWO = new Change("ADDED", "two", new Version(12, "2b", "u2"));
  private static final Change MOVED = new Change("MODIFIED", "one", new Version(14, "3b", "u1"));
  private static final Change GONE = new Change("DELETED", "two", new Version(15, "2b", "u2"));
  private final Truth truth = new Truth(10);

  private List<String> violations(WatchLog log) {
    for (Change change : List.of(ONE, TWO, MOVED, GONE)) {
      truth.add(change);
    }
    Truth.Lives lives = truth.lives();
    assertEquals(List.of(), lives.violations());
    return new WatchRules(truth, lives).violations(log);
  }

  private static WatchLog log(String side, long from, Change... events) {
    WatchLog log = new WatchLog("w", "0/1", side, from);
    for (Change event : events) {
      log.event(event);
    }
    return log;
  }

  @Test
  void everythingInOrder() {
    assertEquals(List.of(), violations(log(null, 10, ONE, TWO, MOVED, GONE)));
    assertEquals(List.of(), violations(log(null, 12, MOVED)));
  }

  @Test
  void aGapIsNoticed() {
    assertFalse(violations(log(null, 10, ONE, MOVED)).isEmpty());
  }

  @Test
  void aMissingBeginIsNoticed() {
    assertFalse(violations(log(null, 10, TWO)).isEmpty());
  }

  @Test
  void whatComesTwiceIsNoticed() {
    assertFalse(violations(log(null, 10, ONE, ONE, TWO)).isEmpty());
  }

  @Test
  void whatComesLateIsNoticed() {
    assertFalse(violations(log(null, 10, TWO, ONE)).isEmpty());
  }

  @Test
  void aBookmarkPromisesWhatCameBefore() {
    WatchLog log = log(null, 10, ONE);
    log.bookmark(11, false);
    assertEquals(List.of(), violations(log));
    log.bookmark(13, false);
    assertFalse(violations(log).isEmpty(), "two is missing");
  }

  @Test
  void aSideIsEnteredAndLeft() {
    Change left = new Change("DELETED", "one", new Version(14, "1a", "u1"));
    assertEquals(List.of(), violations(log("a", 10, ONE, left)));
    Change entered = new Change("ADDED", "one", new Version(14, "3b", "u1"));
    assertEquals(List.of(), violations(log("b", 10, TWO, entered, GONE)));
    assertFalse(violations(log("b", 10, TWO, MOVED)).isEmpty());
  }

  @Test
  void initialEventsAreTheStateAtTheirBookmark() {
    WatchLog log = log(null, 0, ONE, TWO);
    log.bookmark(13, true);
    log.event(MOVED);
    assertEquals(List.of(), violations(log));
    WatchLog stale = log(null, 0, ONE);
    stale.bookmark(13, true);
    assertFalse(violations(stale).isEmpty());
  }

  @Test
  void watchersWhoDisagreeAreNoticed() {
    truth.add(ONE);
    assertTrue(truth.add(new Change("ADDED", "one", new Version(11, "other-a", "u1"))) != null);
  }

  @Test
  void eventsMustFollowFromEachOther() {
    truth.add(ONE);
    truth.add(new Change("ADDED", "one", new Version(12, "9a", "u9")));
    assertFalse(truth.lives().violations().isEmpty());
  }
}
