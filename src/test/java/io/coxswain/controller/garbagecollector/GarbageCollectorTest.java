package io.coxswain.controller.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void start() {
    harness.start("generic-garbage-collector", GarbageCollector::start);
  }

  private JsonObject make(Gvr resource, String kind, String name, JsonObject... owners) {
    JsonObject object = FakeApi.object(resource.apiVersion(), kind, "ns", name);
    JsonArray references = JsonArray.EMPTY;
    for (JsonObject owner : owners) {
      references = references.with(Meta.controllerReference(owner));
    }
    return harness.api.put(
        resource, references.isEmpty() ? object : Meta.with(object, "ownerReferences", references));
  }

  private JsonObject deployment(String name) {
    return make(Resources.DEPLOYMENTS, "Deployment", name);
  }

  private JsonObject set(String name, JsonObject... owners) {
    return make(Resources.REPLICA_SETS, "ReplicaSet", name, owners);
  }

  private JsonObject pod(String name, JsonObject... owners) {
    return make(Resources.PODS, "Pod", name, owners);
  }

  private boolean exists(Gvr resource, String name) {
    return harness.api.get(resource, "ns", name) != null;
  }

  private void delete(String deployment, String propagation) {
    harness
        .api
        .client()
        .delete(
            Resources.DEPLOYMENTS,
            "ns",
            deployment,
            JsonObject.of("propagationPolicy", propagation));
  }

  @Test
  void dependentsFollowTheirOwnerInTheBackground() {
    JsonObject set = set("s", deployment("d"));
    pod("p", set);
    pod("stranger");
    start();
    harness.settle();
    delete("d", "Background");
    assertFalse(exists(Resources.DEPLOYMENTS, "d"));
    harness.eventually("set gone", () -> !exists(Resources.REPLICA_SETS, "s"));
    harness.eventually("pod gone", () -> !exists(Resources.PODS, "p"));
    assertTrue(exists(Resources.PODS, "stranger"));
  }

  @Test
  void foregroundDeletionWaitsForDependents() {
    JsonObject set = set("s", deployment("d"));
    JsonObject pod = pod("p", set);
    harness.api.put(Resources.PODS, Meta.withFinalizers(pod, List.of("example.com/hold")));
    start();
    harness.settle();
    delete("d", "Foreground");
    harness.eventually(
        "pod deleting", () -> Meta.isDeleting(harness.api.get(Resources.PODS, "ns", "p")));
    assertTrue(exists(Resources.REPLICA_SETS, "s"));
    assertTrue(exists(Resources.DEPLOYMENTS, "d"));
    harness.api.remove(Resources.PODS, "ns", "p");
    harness.eventually("set gone", () -> !exists(Resources.REPLICA_SETS, "s"));
    harness.eventually("deployment gone", () -> !exists(Resources.DEPLOYMENTS, "d"));
  }

  @Test
  void orphansStayWithoutOwner() {
    set("s", deployment("d"));
    start();
    harness.settle();
    delete("d", "Orphan");
    harness.eventually("deployment gone", () -> !exists(Resources.DEPLOYMENTS, "d"));
    JsonObject left = harness.api.get(Resources.REPLICA_SETS, "ns", "s");
    assertNotNull(left);
    assertTrue(Meta.ownerReferences(left).isEmpty());
  }

  @Test
  void anOwnerOfThatNameButAnotherUidDoesNotCount() {
    JsonObject old = deployment("d").withAt(Json.of("long-gone"), "metadata", "uid");
    set("s", old);
    start();
    harness.eventually("set gone", () -> !exists(Resources.REPLICA_SETS, "s"));
    assertTrue(exists(Resources.DEPLOYMENTS, "d"));
  }

  @Test
  void oneLivingOwnerIsEnough() {
    JsonObject stays = deployment("stays");
    set("s", deployment("goes"), stays);
    start();
    harness.settle();
    delete("goes", "Background");
    harness.eventually(
        "one owner",
        () -> Meta.ownerReferences(harness.api.get(Resources.REPLICA_SETS, "ns", "s")).size() == 1);
    assertEquals(
        Meta.uid(stays),
        Meta.ownerReferences(harness.api.get(Resources.REPLICA_SETS, "ns", "s"))
            .getFirst()
            .string("uid"));
  }

  @Test
  void dependentsMadeAfterTheirOwnerWentAreCollected() {
    JsonObject gone = deployment("d");
    start();
    harness.settle();
    delete("d", "Background");
    harness.settle();
    set("late", gone);
    harness.eventually("collected", () -> !exists(Resources.REPLICA_SETS, "late"));
  }

  @Test
  void quietObjectsAreNotEvenRead() {
    JsonObject set = set("s", deployment("d"));
    pod("p", set);
    start();
    harness.settle();
    long reads = harness.api.calls().stream().filter(c -> c.endsWith("/pods/p")).count();
    assertTrue(reads == 0, harness.api.calls().toString());
  }

  @Test
  void aCircleOfBlockingOwnersIsBroken() {
    JsonObject d = deployment("d");
    JsonObject s = set("s", d);
    // The deployment is itself owned by the set it owns.
    harness.api.put(
        Resources.DEPLOYMENTS,
        Meta.with(d, "ownerReferences", JsonArray.of(Meta.controllerReference(s))));
    start();
    harness.settle();
    delete("d", "Foreground");
    harness.eventually("both gone", () -> !exists(Resources.DEPLOYMENTS, "d"));
    harness.eventually("both gone", () -> !exists(Resources.REPLICA_SETS, "s"));
  }
}
