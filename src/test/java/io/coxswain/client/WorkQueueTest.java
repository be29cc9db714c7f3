package io.coxswain.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final ManualTimer timer = new ManualTimer();
  private final WorkQueue<String> queue = new WorkQueue<>(timer);

  @Test
  void aKeyWaitsOnlyOnce() {
    queue.add("a");
    queue.add("b");
    queue.add("a");
    assertEquals("a", queue.poll());
    assertEquals("b", queue.poll());
    assertNull(queue.poll());
  }

  @Test
  void aKeyAddedWhileWorkedOnComesAgainAfterwards() {
    queue.add("a");
    queue.poll();
    queue.add("a");
    assertNull(queue.poll());
    queue.done("a");
    assertEquals("a", queue.poll());
  }

  @Test
  void ofSeveralDelaysTheEarliestCounts() {
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(2));
    queue.addAfter("a", Duration.ofSeconds(5));
    timer.advance(Duration.ofSeconds(1));
    assertNull(queue.poll());
    timer.advance(Duration.ofSeconds(1));
    assertEquals("a", queue.poll());
    queue.done("a");
    timer.advance(Duration.ofSeconds(20));
    assertNull(queue.poll());
  }

  @Test
  void backOffDoublesAndIsForgotten() {
    queue.addRateLimited("a");
    timer.advance(Duration.ofMillis(4));
    assertNull(queue.poll());
    timer.advance(Duration.ofMillis(1));
    assertEquals("a", queue.poll());
    queue.done("a");
    queue.addRateLimited("a");
    timer.advance(Duration.ofMillis(9));
    assertNull(queue.poll());
    timer.advance(Duration.ofMillis(1));
    assertEquals("a", queue.poll());
    queue.done("a");
    assertEquals(2, queue.retries("a"));
    queue.forget("a");
    queue.addRateLimited("a");
    timer.advance(Duration.ofMillis(5));
    assertEquals("a", queue.poll());
  }

  @Test
  void backOffEndsAtAThousandSeconds() {
    for (int i = 0; i < 40; i++) {
      queue.addRateLimited("a");
      timer.advance(Duration.ofSeconds(1000));
      assertEquals("a", queue.poll());
      queue.done("a");
    }
  }

  @Test
  void aClosedQueueLetsItsWorkersGo() throws InterruptedException {
    queue.add("a");
    queue.close();
    assertNull(queue.take());
  }
}
