package io.coxswain.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Await;
import io.coxswain.client.FakeApi;
import io.coxswain.client.ManualTimer;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvr;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final Gvr PODS = Gvr.core("pods");
  private static final Gvr NODES = Gvr.core("nodes");
  private final ManualTimer timer = new ManualTimer();
  private final FakeApi api = new FakeApi(timer);
  private Scheduler scheduler;

  @BeforeEach
  void start() {
    scheduler = Scheduler.start(api.client(), timer, timer, new Random(1));
  }

  @AfterEach
  void stop() {
    scheduler.close();
  }

  /**
   * Pods and nodes come on threads of their own: a pod that is seen first backs off for a second,
   * which in virtual time passes only if somebody lets it.
   */
  private void awaitBinding(String pod) {
    Await.until(
        "the binding",
        () -> {
          timer.advance(Duration.ofMillis(100));
          return bindingWas(pod);
        });
  }

  private boolean bindingWas(String pod) {
    return api.writes().stream().anyMatch(w -> w.contains("/pods/" + pod + "/binding"));
  }

  @Test
  void aPodIsBoundToANodeThatFits() {
    api.put(NODES, Given.node("a", "", ""));
    api.put(PODS, Given.pod("web", "", Given.requests("1", "1Gi")));
    awaitBinding("web");
  }

  @Test
  void aPodThatFitsNowhereIsToldWhyAndBoundOnceANodeComes() {
    api.put(NODES, Given.node("a", "", "{unschedulable: true}"));
    api.put(PODS, Given.pod("web", "", ""));
    // The pod may be seen before the node; then it is tried again when that comes.
    Await.until(
        "the reason",
        () -> {
          timer.advance(Duration.ofSeconds(1));
          return scheduled("web")
              .string("message", "")
              .startsWith("0/1 nodes are available: 1 node(s) were");
        });
    assertEquals("Unschedulable", scheduled("web").string("reason"));
    timer.advance(Duration.ofSeconds(20));
    api.put(NODES, Given.node("b", "", ""));
    awaitBinding("web");
  }

  private JsonObject scheduled(String pod) {
    return Conditions.find(api.get(PODS, "default", pod), "PodScheduled").orElse(JsonObject.EMPTY);
  }

  @Test
  void podsOfOtherSchedulersAreLeftAlone() {
    api.put(NODES, Given.node("a", "", ""));
    api.put(PODS, Given.pod("other", "", "schedulerName: mine"));
    api.put(PODS, Given.pod("web", "", ""));
    awaitBinding("web");
    assertTrue(!bindingWas("other"));
  }

  @Test
  void aVictimIsMarkedBeforeItIsDeleted() {
    api.put(NODES, Given.node("a", "", ""));
    String all = Given.requests("2", "1Gi");
    api.put(PODS, Given.pod("low", "", "nodeName: a, priority: 1, " + all));
    api.put(PODS, Given.pod("vip", "", "priority: 10, " + all));
    Await.until(
        "the deletion",
        () -> {
          timer.advance(Duration.ofMillis(100));
          return written("DELETE", "/pods/low") >= 0;
        });
    int marked = written("PATCH", "/pods/low/status");
    assertTrue(marked >= 0 && marked < written("DELETE", "/pods/low"), api.writes().toString());
  }

  private int written(String verb, String path) {
    List<String> writes = api.writes();
    for (int i = 0; i < writes.size(); i++) {
      if (writes.get(i).contains(verb) && writes.get(i).contains(path)) {
        return i;
      }
    }
    return -1;
  }
}
