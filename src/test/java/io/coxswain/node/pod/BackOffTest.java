package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final BackOff backOff = new BackOff();

  private Duration wait(Instant event) {
    return Duration.between(event, backOff.until("c", event));
  }

  @Test
  void delaysDoubleFromTenSecondsToFiveMinutes() {
    assertEquals(Duration.ZERO, wait(START));
    int[] seconds = {10, 20, 40, 80, 160, 300, 300};
    for (int expected : seconds) {
      backOff.next("c", START, START);
      assertEquals(Duration.ofSeconds(expected), wait(START));
      assertEquals(Duration.ofSeconds(expected), backOff.delay("c"));
    }
    assertEquals(Duration.ZERO, backOff.delay("other"));
  }

  @Test
  void aKeyThatIsQuietForTenMinutesBeginsAgain() {
    backOff.next("c", START, START);
    backOff.next("c", START, START);
    Instant still = START.plus(Duration.ofMinutes(10));
    assertEquals(Duration.ofSeconds(20), wait(still));
    Instant later = still.plusMillis(1);
    assertEquals(Duration.ZERO, wait(later));
    backOff.next("c", later, later);
    assertEquals(Duration.ofSeconds(10), wait(later));
  }

  @Test
  void aResetForgets() {
    backOff.next("c", START, START);
    backOff.reset("c");
    assertEquals(Duration.ZERO, wait(START));
  }

  @Test
  void delaysAreToldAsGoTellsThem() {
    assertEquals("0s", GoDuration.text(Duration.ZERO));
    assertEquals("59s", GoDuration.text(Duration.ofSeconds(59)));
    assertEquals("2m40s", GoDuration.text(Duration.ofSeconds(160)));
    assertEquals("5m0s", GoDuration.text(Duration.ofMinutes(5)));
    assertEquals("1h0m1s", GoDuration.text(Duration.ofSeconds(3601)));
  }
}
