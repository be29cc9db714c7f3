package io.coxswain.controller.nodeipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeIpamControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void node(String name) {
    harness.api.put(Resources.NODES, FakeApi.object("v1", "Node", "", name));
  }

  private String cidr(String node) {
    return harness.api.get(Resources.NODES, "", node).object("spec").string("podCIDR", "");
  }

  @Test
  void rangesAreTakenInTurnAndFreedOnesRest() {
    CidrSet set = new CidrSet("10.244.0.0/22", 24);
    set.occupy("10.244.1.0/24");
    set.occupy("192.168.0.0/24");
    assertEquals("10.244.0.0/24", set.take());
    set.release("10.244.0.0/24");
    assertEquals("10.244.2.0/24", set.take());
    assertEquals("10.244.3.0/24", set.take());
    assertEquals("10.244.0.0/24", set.take());
    assertNull(set.take());
  }

  @Test
  void everyNodeGetsARangeOfItsOwn() {
    JsonObject old = FakeApi.object("v1", "Node", "", "old");
    harness.api.put(Resources.NODES, old.withAt(Json.of("10.244.0.0/24"), "spec", "podCIDR"));
    for (int i = 0; i < 20; i++) {
      node("n" + i);
    }
    harness.start(
        "node-controller", context -> NodeIpamController.start(context, "10.244.0.0/16", 24));
    harness.eventually(
        "all have one",
        () ->
            harness.api.list(Resources.NODES).stream()
                .noneMatch(n -> n.object("spec").string("podCIDR", "").isEmpty()));
    Set<String> all =
        harness.api.list(Resources.NODES).stream()
            .map(n -> n.object("spec").string("podCIDR"))
            .collect(Collectors.toSet());
    assertEquals(21, all.size());
    assertEquals("10.244.0.0/24", cidr("old"));
  }

  @Test
  void aFullClusterWaitsForANodeToGo() {
    node("a");
    harness.start(
        "node-controller", context -> NodeIpamController.start(context, "10.244.0.0/24", 24));
    harness.eventually("a has it", () -> !cidr("a").isEmpty());
    node("b");
    harness.eventually("told", () -> harness.eventReasons().contains("CIDRNotAvailable"));
    harness.api.remove(Resources.NODES, "", "a");
    harness.settle();
    harness.timer.advance(java.time.Duration.ofSeconds(31));
    harness.eventually("b has it", () -> cidr("b").equals("10.244.0.0/24"));
  }
}
