package io.coxswain.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CronScheduleTest {
  private static String next(String schedule, String zone, String after) {
    return String.valueOf(CronSchedule.parse(schedule, zone).next(Instant.parse(after)));
  }

  @Test
  void findsTheNextMinute() {
    assertEquals("2026-01-01T00:01:00Z", next("*/1 * * * *", null, "2026-01-01T00:00:00Z"));
    assertEquals("2026-01-01T00:15:00Z", next("*/15 * * * *", null, "2026-01-01T00:00:59Z"));
    assertEquals("2026-01-02T03:30:00Z", next("30 3 * * *", null, "2026-01-01T03:30:00Z"));
  }

  @Test
  void eitherDayWillDoWhereBothAreGiven() {
    assertEquals("2026-01-05T00:00:00Z", next("0 0 13 * mon", null, "2026-01-01T00:00:00Z"));
    assertEquals("2026-01-13T00:00:00Z", next("0 0 13 * *", null, "2026-01-01T00:00:00Z"));
    assertEquals("2026-03-01T00:00:00Z", next("0 0 1 mar ?", null, "2026-01-01T00:00:00Z"));
  }

  @Test
  void knowsWordsZonesAndIntervals() {
    assertEquals("2027-01-01T00:00:00Z", next("@yearly", null, "2026-01-01T00:00:00Z"));
    assertEquals(
        "2026-01-01T23:00:00Z", next("0 0 * * *", "Europe/Berlin", "2026-01-01T12:00:00Z"));
    assertEquals("2026-01-01T01:30:00Z", next("@every 1h30m", null, "2026-01-01T00:00:00Z"));
  }

  @Test
  void aDayThatNeverComesHasNoNext() {
    assertEquals("null", next("0 0 31 2 *", null, "2026-01-01T00:00:00Z"));
  }

  @Test
  void refusesWhatIsNoSchedule() {
    assertThrows(ApiException.class, () -> CronSchedule.parse("* * *", null));
    assertThrows(ApiException.class, () -> CronSchedule.parse("* * * * *", "Nowhere/Land"));
  }
}
