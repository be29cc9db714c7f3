package io.coxswain.scheduler.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.coxswain.json.JsonParser;
import io.coxswain.scheduler.view.PodInfo;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final SchedulingQueue queue = new SchedulingQueue();

  private static PodInfo pod(String name, int priority, String more) {
    return PodInfo.of(
        JsonParser.parseObject(
            """
            {"metadata":{"name":"%s","namespace":"d","uid":"%s"},"spec":{"priority":%d%s}}"""
                .formatted(name, name, priority, more)));
  }

  private String next(Instant now) {
    PodInfo pod = queue.next(now);
    return pod == null ? null : pod.key().name();
  }

  @Test
  void importantPodsComeFirst() {
    queue.put(pod("low", 1, ""));
    queue.put(pod("high", 9, ""));
    assertEquals("high", next(START));
    assertEquals("low", next(START));
    assertNull(next(START));
  }

  @Test
  void anUnschedulablePodWaitsForAChangeThenBacksOff() {
    queue.put(pod("p", 0, ""));
    PodInfo tried = queue.next(START);
    queue.failed(tried, true);
    assertNull(next(START.plusSeconds(60)));
    queue.moveAll();
    assertEquals("p", next(START.plusSeconds(61)));
  }

  @Test
  void aChangeDuringTheAttemptIsNotMissed() {
    queue.put(pod("p", 0, ""));
    PodInfo tried = queue.next(START);
    queue.moveAll();
    queue.failed(tried, true);
    assertNull(next(START));
    assertEquals("p", next(START.plusSeconds(1)));
  }

  @Test
  void backOffDoublesToTenSeconds() {
    queue.put(pod("p", 0, ""));
    Instant now = START;
    for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
      PodInfo tried = queue.next(now);
      assertNotNull(tried);
      queue.failed(tried, false);
      assertEquals(Duration.ofSeconds(seconds), queue.untilNext(now));
      now = now.plusSeconds(seconds);
    }
  }

  @Test
  void aForgottenPodIsTriedAgainAfterFiveMinutes() {
    queue.put(pod("p", 0, ""));
    queue.failed(queue.next(START), true);
    assertNull(next(START.plusSeconds(299)));
    assertEquals("p", next(START.plusSeconds(301)));
  }

  @Test
  void gatesHoldAPodBack() {
    queue.put(pod("p", 0, ",\"schedulingGates\":[{\"name\":\"g\"}]"));
    assertNull(next(START));
    queue.put(pod("p", 0, ""));
    assertEquals("p", next(START));
  }

  @Test
  void aBoundPodLeavesTheQueue() {
    queue.put(pod("p", 0, ""));
    queue.remove(pod("p", 0, "").key());
    assertNull(next(START));
    assertEquals(0, queue.size());
  }
}
