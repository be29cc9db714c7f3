package io.coxswain;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLoopRuleTest {
  @Test
  void aLoopThatWaitsFailsTheTest() throws Exception {
    Vertx vertx = Vertx.vertx();
    EventLoopRule rule = new EventLoopRule();
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try {
      vertx.runOnContext(
          ignored -> {
            try {
              never.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            done.countDown();
          });
      assertTrue(done.await(20, TimeUnit.SECONDS));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get();
    }
    AssertionError error = assertThrows(AssertionError.class, () -> rule.afterEach(null));
    assertTrue(error.getMessage().contains("waits"), error.getMessage());
    assertTrue(error.getMessage().contains("CountDownLatch.await"), error.getMessage());
  }
}
