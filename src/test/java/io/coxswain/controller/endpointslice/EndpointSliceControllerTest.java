package io.coxswain.controller.endpointslice;

import static io.coxswain.controller.ServiceFixture.deleting;
import static io.coxswain.controller.ServiceFixture.pod;
import static io.coxswain.controller.ServiceFixture.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointSliceControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private List<JsonObject> slices() {
    return harness.api.list(Resources.ENDPOINT_SLICES);
  }

  private static SlicePlan plan(List<JsonObject> existing, List<JsonObject> pods) {
    return SlicePlan.of(
        List.of("IPv4"), existing, DesiredEndpoints.of(service(), pods, node -> "z1"));
  }

  private static List<JsonObject> pods(int from, int to) {
    List<JsonObject> out = new ArrayList<>();
    for (int i = from; i < to; i++) {
      JsonObject pod = pod("p" + i, "10.0." + i / 250 + "." + i % 250, true);
      out.add(Meta.with(pod, "uid", "u" + i));
    }
    return out;
  }

  /** The planned slices as they would be stored. */
  private static List<JsonObject> stored(SlicePlan plan) {
    List<JsonObject> out = new ArrayList<>();
    for (JsonObject slice : plan.create()) {
      out.add(slice.with("metadata", JsonObject.of("name", "s" + out.size())));
    }
    return out;
  }

  @Test
  void conditionsTellReadyServingAndTerminating() {
    JsonObject endpoint =
        DesiredEndpoints.of(service(), List.of(deleting(pod("a", "10.0.0.1", true))), n -> "z1")
            .values()
            .iterator()
            .next()
            .getFirst();
    assertEquals(
        FakeApi.json("{'ready':false,'serving':true,'terminating':true}"),
        endpoint.object("conditions"));
    assertEquals("z1", endpoint.string("zone"));
    assertEquals("n1", endpoint.string("nodeName"));
  }

  @Test
  void hostNamesAreOfTheirOwnServiceOnly() {
    JsonObject pod = pod("a", "10.0.0.1", true).withAt(Json.of("h"), "spec", "hostname");
    JsonObject mine = pod.withAt(Json.of("web"), "spec", "subdomain");
    assertEquals(
        "h",
        DesiredEndpoints.of(service(), List.of(mine), n -> null)
            .values()
            .iterator()
            .next()
            .getFirst()
            .string("hostname"));
    assertFalse(
        DesiredEndpoints.of(service(), List.of(pod), n -> null)
            .values()
            .iterator()
            .next()
            .getFirst()
            .has("hostname"));
  }

  @Test
  void slicesHoldAtMostAHundred() {
    SlicePlan plan = plan(List.of(), pods(0, 250));
    assertEquals(
        List.of(100, 100, 50),
        plan.create().stream().map(s -> s.array("endpoints").size()).toList());
  }

  @Test
  void aNewEndpointTouchesOneSlice() {
    List<JsonObject> existing = stored(plan(List.of(), pods(0, 250)));
    SlicePlan next = plan(existing, pods(0, 251));
    assertTrue(next.create().isEmpty());
    assertTrue(next.delete().isEmpty());
    assertEquals(1, next.update().size());
    assertEquals(51, next.update().getFirst().array("endpoints").size());
  }

  @Test
  void aGoneEndpointLeavesItsSlice() {
    List<JsonObject> existing = stored(plan(List.of(), pods(0, 150)));
    SlicePlan next = plan(existing, pods(1, 150));
    assertEquals(1, next.update().size());
    assertEquals(99, next.update().getFirst().array("endpoints").size());
    assertTrue(plan(existing, pods(0, 150)).update().isEmpty());
  }

  @Test
  void withoutEndpointsOneEmptySliceStays() {
    SlicePlan none = plan(List.of(), List.of());
    assertEquals(1, none.create().size());
    assertEquals(JsonArray.EMPTY, none.create().getFirst().array("endpoints"));
    List<JsonObject> existing = stored(plan(List.of(), pods(0, 150)));
    SlicePlan next = plan(existing, List.of());
    assertEquals(1, next.update().size());
    assertEquals(1, next.delete().size());
    SlicePlan quiet = plan(stored(none), List.of());
    assertTrue(quiet.create().isEmpty() && quiet.update().isEmpty() && quiet.delete().isEmpty());
  }

  @Test
  void staleSlicesAreNoticed() {
    SliceTracker tracker = new SliceTracker(harness.timer);
    var service = io.coxswain.kube.ObjectKey.of("ns", "web");
    JsonObject slice = FakeApi.json("{'metadata':{'name':'s','resourceVersion':'7'}}");
    tracker.written(service, slice);
    assertTrue(tracker.isStale(service, List.of()));
    assertFalse(tracker.isStale(service, List.of(slice)));
    tracker.deleted(service, "s");
    assertTrue(tracker.isStale(service, List.of(slice)));
    assertFalse(tracker.isStale(service, List.of()));
  }

  @Test
  void followsServicesAndPods() {
    harness.start("endpointslice-controller", EndpointSliceController::start);
    harness.api.put(Resources.SERVICES, service());
    harness.eventually("placeholder", () -> slices().size() == 1);
    harness.api.put(Resources.PODS, pod("a", "10.0.0.1", true));
    harness.api.put(Resources.PODS, pod("b", "10.0.0.2", true));
    harness.eventually(
        "two endpoints",
        () -> slices().size() == 1 && slices().getFirst().array("endpoints").size() == 2);
    JsonObject slice = slices().getFirst();
    assertTrue(Meta.name(slice).startsWith("web-"));
    assertEquals("web", Meta.label(slice, "kubernetes.io/service-name"));
    assertEquals("front", Meta.label(slice, "tier"));
    assertEquals(
        "endpointslice-controller.k8s.io",
        Meta.label(slice, "endpointslice.kubernetes.io/managed-by"));
    harness.settle();
    harness.api.clearCalls();
    harness.api.put(Resources.PODS, pod("b", "10.0.0.2", false));
    harness.eventually(
        "b unready",
        () ->
            slices().getFirst().objects("endpoints").stream()
                .anyMatch(e -> !e.object("conditions").bool("ready", true)));
    harness.settle();
    assertEquals(1, harness.api.writes().size());
  }
}
