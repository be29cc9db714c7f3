package io.coxswain.controller.podgc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodGcControllerTest {
  private final Harness harness = new Harness();

  @BeforeEach
  void node() {
    harness.api.put(Resources.NODES, FakeApi.object("v1", "Node", "", "n1"));
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private void start() {
    harness.start("pod-garbage-collector", context -> PodGcController.start(context, 2));
    harness.eventually("first round", () -> harness.timer.waiting() > 0);
  }

  private void pod(String name, String node, String phase) {
    harness.api.put(
        Resources.PODS,
        FakeApi.object("v1", "Pod", "ns", name)
            .withAt(Json.of(node), "spec", "nodeName")
            .withAt(Json.of(phase), "status", "phase"));
  }

  private JsonObject get(String name) {
    return harness.api.get(Resources.PODS, "ns", name);
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      harness.timer.advance(Duration.ofSeconds(20));
      harness.settle();
    }
  }

  @Test
  void podsOfMissingNodesGoAfterAWhile() {
    pod("here", "n1", "Running");
    pod("lost", "n2", "Running");
    start();
    harness.settle();
    assertNotNull(get("lost"));
    rounds(4);
    harness.eventually("gone", () -> get("lost") == null);
    assertNotNull(get("here"));
  }

  @Test
  void podsDeletedBeforeTheyHadANodeGo() {
    pod("waiting", "", "Pending");
    JsonObject pod = Meta.with(get("waiting"), "deletionTimestamp", "2026-01-01T00:00:00Z");
    harness.api.put(Resources.PODS, pod);
    start();
    harness.eventually("gone", () -> get("waiting") == null);
  }

  @Test
  void theOldestEndedPodsBeyondTheThresholdGo() {
    for (String name : List.of("a", "b", "c", "d")) {
      pod(name, "n1", "Succeeded");
      harness.timer.advance(Duration.ofSeconds(1));
    }
    start();
    harness.eventually("two left", () -> harness.pods().size() == 2);
    assertEquals(List.of("c", "d"), harness.pods().stream().map(Meta::name).toList());
  }
}
