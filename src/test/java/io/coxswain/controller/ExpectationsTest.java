package io.coxswain.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.ManualTimer;
import io.coxswain.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What keeps controllers from doing things twice, or all at once. */
class ExpectationsTest {
  private final ManualTimer timer = new ManualTimer();
  private final Expectations<String> expectations = new Expectations<>(timer);

  @Test
  void nothingIsCountedUntilEveryCreationWasSeen() {
    assertTrue(expectations.satisfied("set"));
    expectations.expectCreations("set", 2);
    expectations.created("set");
    assertFalse(expectations.satisfied("set"));
    assertTrue(expectations.satisfied("other"));
    expectations.created("set");
    assertTrue(expectations.satisfied("set"));
  }

  @Test
  void eachDeletionIsSeenOnce() {
    expectations.expectDeletions("set", Set.of("u1", "u2"));
    expectations.deleted("set", "u1");
    expectations.deleted("set", "u1");
    expectations.deleted("set", "stranger");
    assertFalse(expectations.satisfied("set"));
    expectations.deleted("set", "u2");
    assertTrue(expectations.satisfied("set"));
  }

  @Test
  void whatNeverComesIsBelievedForFiveMinutes() {
    expectations.expectCreations("set", 1);
    timer.advance(Duration.ofMinutes(5));
    assertFalse(expectations.satisfied("set"));
    timer.advance(Duration.ofMillis(1));
    assertTrue(expectations.satisfied("set"));
  }

  @Test
  void batchesDoubleUntilOneFails() throws InterruptedException {
    List<RuntimeException> failures = new ArrayList<>();
    assertEquals(10, SlowStart.run(10, i -> {}, failures));
    List<Integer> tried = java.util.Collections.synchronizedList(new ArrayList<>());
    int done =
        SlowStart.run(
            100,
            i -> {
              tried.add(i);
              if (i == 4) {
                throw new IllegalStateException("full");
              }
            },
            failures);
    // 1, 2 and 4 were tried; the fifth failed, the rest of its batch did not.
    assertEquals(6, done);
    assertEquals(7, tried.size());
    assertEquals(1, failures.size());
    assertEquals(0, SlowStart.run(0, i -> {}, failures));
  }

  @Test
  void percentagesAreRoundedAsAsked() {
    assertEquals(3, IntOrPercent.of(Json.of(3), 10, true));
    assertEquals(3, IntOrPercent.of(Json.of("25%"), 10, true));
    assertEquals(2, IntOrPercent.of(Json.of("25%"), 10, false));
    assertEquals(0, IntOrPercent.of(Json.of("x%"), 10, true));
    assertEquals(0, IntOrPercent.of(Json.of("5"), 10, true));
    assertEquals(0, IntOrPercent.of(null, 10, true));
  }
}
