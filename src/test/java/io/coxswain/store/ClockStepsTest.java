package io.coxswain.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockStepsTest {
  private static final long YEAR = Duration.ofDays(365).toMillis();
  private static final long MINUTE = 60_000;

  private final ClockSteps steps = new ClockSteps(Duration.ofMinutes(5), Duration.ofSeconds(30));

  @Test
  void aClockThatRunsIsTrue() {
    for (long at = 0; at < 100 * MINUTE; at += MINUTE) {
      assertTrue(steps.areTimesTrue(YEAR + at + at / 100, at));
    }
  }

  @Test
  void afterAStepNothingIsJudgedUntilTheNewTimeHasLastedForAWhile() {
    assertTrue(steps.areTimesTrue(0, 0));
    assertFalse(steps.areTimesTrue(YEAR, MINUTE));
    assertFalse(steps.areTimesTrue(YEAR + MINUTE, 2 * MINUTE));
    assertFalse(steps.areTimesTrue(3 * MINUTE, 3 * MINUTE), "back again: another step");
    assertFalse(steps.areTimesTrue(7 * MINUTE, 7 * MINUTE));
    assertTrue(steps.areTimesTrue(8 * MINUTE, 8 * MINUTE));
  }
}
