package io.coxswain.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A horizon that moves from 10 to 20 and to 30, ten seconds each, and watches made by hand. */
class HorizonRulesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int HELD = 5;

  private final HorizonRules rules = new HorizonRules();

  /** The horizon moved to 20 at {@code start} and to 30 ten seconds later. */
  private void horizons(long start) {
    for (int second = -10; second < 20; second++) {
      long begun = start + second * SECOND;
      rules.look(begun, begun + SECOND / 100, second < 0 ? 10 : second < 10 ? 20 : 30);
    }
  }

  private List<String> gone(long from, int behind, long at) {
    return rules.violations(List.of(new Field.Gone("w", from, 0, behind, at)), List.of(), HELD);
  }

  private List<String> violations(WatchLog log) {
    return rules.violations(List.of(), List.of(log), HELD);
  }

  private static WatchLog watch(long from) {
    WatchLog log = new WatchLog("w", "0/1", null, from);
    log.event(new Change("ADDED", "one", new Version(from + 1, "1a", "u1")));
    return log;
  }

  @Test
  void whoIsBehindTheHorizonMayBeToldSo() {
    horizons(0);
    assertEquals(List.of(), gone(19, 0, 5 * SECOND));
    assertTrue(rules.toString().contains("moved 2 times, 1 x 410"), rules::toString);
  }

  @Test
  void whoIsAtTheHorizonMayNot() {
    horizons(0);
    assertFalse(gone(20, 0, 5 * SECOND).isEmpty());
  }

  @Test
  void theHorizonCountsThatIsReadAfterTheAnswer() {
    horizons(0);
    // The server may have moved it just before it answered.
    assertEquals(List.of(), gone(25, 0, 9 * SECOND + 1));
    assertFalse(gone(25, 0, 9 * SECOND - 1).isEmpty());
  }

  @Test
  void whoIsFurtherBehindThanWhatIsHeldMayBeToldSoToo() {
    horizons(0);
    assertEquals(List.of(), gone(25, HELD, 5 * SECOND));
    assertFalse(gone(25, HELD - 1, 5 * SECOND).isEmpty());
  }

  @Test
  void aWatchFromBeforeAHorizonThatIsKnownMustNotGoOn() {
    WatchLog log = watch(15);
    horizons(log.askedAt - HorizonRules.KNOWN_NANOS - SECOND);
    assertFalse(violations(log).isEmpty());
  }

  @Test
  void aWatchMayGoOnWhileItsServerDoesNotKnowTheHorizonYet() {
    WatchLog log = watch(15);
    horizons(log.askedAt - HorizonRules.KNOWN_NANOS + SECOND);
    assertEquals(List.of(), violations(log));
    assertTrue(rules.toString().contains("1 resumed within 50"), rules::toString);
  }

  @Test
  void aWatchFromTheHorizonOnIsServed() {
    WatchLog log = watch(20);
    horizons(log.askedAt - HorizonRules.KNOWN_NANOS - SECOND);
    assertEquals(List.of(), violations(log));
  }

  @Test
  void aWatchThatSawNothingOrWasToldOrBeganWithTheObjectsIsNotAtFault() {
    WatchLog silent = new WatchLog("w", "0/1", null, 15);
    horizons(silent.askedAt - HorizonRules.KNOWN_NANOS - SECOND);
    assertEquals(List.of(), violations(silent));
    WatchLog told = watch(15);
    told.gone = true;
    assertEquals(List.of(), violations(told));
    WatchLog initial = new WatchLog("w", "0/1", null, 0);
    initial.bookmark(15, true);
    initial.event(new Change("ADDED", "one", new Version(16, "1a", "u1")));
    assertEquals(List.of(), violations(initial));
  }
}
