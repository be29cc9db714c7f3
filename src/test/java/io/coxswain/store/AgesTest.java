package io.coxswain.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgesTest {
  private static final java.util.UUID EPOCH = new java.util.UUID(0, 1);
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final Duration SERVED = Duration.ofMinutes(5);
  private static final Duration WEEK = Duration.ofDays(7);

  private final Ages ages = new Ages(Duration.ofHours(1), WEEK);

  @Test
  void whoHasJustComeFindsEverythingYoung() {
    ages.look(1_000 * HOUR, 7_000_000, 900 * HOUR, EPOCH);
    assertEquals(0, ages.old(SERVED));
    ages.look(1_000 * HOUR + 4 * MINUTE, 7_000_900, 900 * HOUR, EPOCH);
    assertEquals(0, ages.old(SERVED));
    ages.look(1_000 * HOUR + 5 * MINUTE, 7_001_000, 900 * HOUR, EPOCH);
    assertEquals(7_000_000, ages.old(SERVED), "what was there when it came");
  }

  @Test
  void whatIsOldIsTheHeadOfOneAgeAgo() {
    for (int i = 0; i <= 100; i++) {
      ages.look(i * MINUTE, i * 10, 0, EPOCH);
    }
    assertEquals(950, ages.old(SERVED));
    assertEquals(400, ages.old(Duration.ofHours(1)));
  }

  @Test
  void aHeadThatStandsStillGrowsOldToo() {
    for (int i = 0; i <= 100; i++) {
      ages.look(i * MINUTE, Math.min(i, 50), 0, EPOCH);
    }
    assertEquals(50, ages.old(SERVED));
    assertEquals(40, ages.old(Duration.ofHours(1)));
  }

  @Test
  void theLifeGoesOnFromWhatWasRecordedHoweverLongNobodyLooked() {
    ages.look(5 * MINUTE, 10, 3 * HOUR, EPOCH);
    assertEquals(3 * HOUR, ages.lived());
    assertFalse(ages.isMarkDue());
    ages.look(15 * MINUTE, 20, 3 * HOUR, EPOCH);
    assertEquals(3 * HOUR + 10 * MINUTE, ages.lived());
    assertFalse(ages.isMarkDue(), "a thousandth of the age is near enough");
    ages.look(16 * MINUTE, 20, 3 * HOUR, EPOCH);
    assertTrue(ages.isMarkDue());
  }

  @Test
  void theFirstLookAtANewLedgerIsWorthAMark() {
    ages.look(5 * MINUTE, 10, -1, EPOCH);
    assertEquals(0, ages.lived());
    assertTrue(ages.isMarkDue());
  }

  @Test
  void theCountOfWhoLedLastGoesOn() {
    ages.look(0, 10, 0, EPOCH);
    ages.look(MINUTE, 20, 2 * HOUR, EPOCH);
    assertEquals(2 * HOUR, ages.lived());
    ages.look(2 * MINUTE, 20, 2 * HOUR, EPOCH);
    assertEquals(2 * HOUR + MINUTE, ages.lived());
    ages.look(3 * MINUTE, 20, HOUR, EPOCH);
    assertEquals(HOUR, ages.lived(), "a standby knows less, and its marks are by what it knows");
  }

  @Test
  void oneLeadersMarksFollowOnEachOther() {
    ages.look(0, 10, -1, EPOCH);
    ages.marked();
    ages.look(11 * MINUTE, 20, 0, EPOCH);
    assertTrue(ages.isMarkDue());
    ages.marked();
    ages.look(12 * MINUTE, 30, 11 * MINUTE, EPOCH);
    assertEquals(12 * MINUTE, ages.lived());
    assertFalse(ages.isMarkDue());
  }
}
