package io.coxswain.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private static final Gvr EVENTS = Gvr.core("events");

  private final ManualTimer timer = new ManualTimer();
  private final FakeApi api = new FakeApi(timer);
  private final EventRecorder recorder =
      new EventRecorder(api.client(), "deployment-controller", "", timer, timer);
  private final JsonObject pod = api.put(Gvr.core("pods"), FakeApi.object("v1", "Pod", "web", "a"));

  @AfterEach
  void close() {
    recorder.close();
  }

  private JsonObject only() {
    Await.until("one event", () -> api.list(EVENTS).size() == 1);
    return api.list(EVENTS).getFirst();
  }

  @Test
  void anEventNamesItsObjectAndSource() {
    recorder.event(pod, "Normal", "Started", "it runs");
    JsonObject event = only();
    assertTrue(Meta.name(event).startsWith("a."));
    assertEquals("web", Meta.namespace(event));
    assertEquals("Pod", event.stringAt("involvedObject", "kind"));
    assertEquals(Meta.uid(pod), event.stringAt("involvedObject", "uid"));
    assertEquals("deployment-controller", event.stringAt("source", "component"));
    assertEquals(1, event.integer("count", 0));
    assertEquals("2026-01-01T00:00:00Z", event.string("firstTimestamp"));
  }

  @Test
  void equalEventsAreCounted() {
    recorder.event(pod, "Normal", "Started", "it runs");
    only();
    timer.advance(Duration.ofSeconds(3));
    recorder.event(pod, "Normal", "Started", "it runs");
    Await.until("counted", () -> only().integer("count", 0) == 2);
    assertEquals("2026-01-01T00:00:03Z", only().string("lastTimestamp"));
    assertEquals("2026-01-01T00:00:00Z", only().string("firstTimestamp"));
  }

  @Test
  void similarEventsAreCombinedAfterTen() {
    for (int i = 0; i < 12; i++) {
      recorder.event(pod, "Warning", "Failed", "attempt " + i);
    }
    Await.until("ten events", () -> api.list(EVENTS).size() == 10);
    Await.until(
        "combined",
        () ->
            api.list(EVENTS).stream()
                .anyMatch(
                    e ->
                        e.string("message").startsWith("(combined from similar events): ")
                            && e.integer("count", 0) == 3));
  }

  @Test
  void anEventThatCouldNotBeWrittenIsWrittenAgainAfterAPause() {
    api.fail(call -> call.method().equals("POST"), ApiException.unavailable("away"));
    recorder.event(pod, "Normal", "Started", "it runs");
    Await.until("it pauses", () -> timer.waiting() == 1);
    assertTrue(api.list(EVENTS).isEmpty());
    timer.advance(Duration.ofSeconds(10));
    assertEquals("it runs", only().string("message"));
  }

  @Test
  void aFloodOfOneObjectIsDropped() {
    EventCorrelator correlator = new EventCorrelator();
    int kept = 0;
    for (int i = 0; i < 100; i++) {
      if (correlator.correlate("pod", "Warning", "again", timer.instant()) != null) {
        kept++;
      }
    }
    assertEquals(25, kept);
    timer.advance(Duration.ofMinutes(5));
    assertEquals(
        126 - 25, correlator.correlate("pod", "Warning", "again", timer.instant()).count());
  }
}
