package io.coxswain.controller.replicaset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicaSetControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private JsonObject make(int replicas) {
    JsonObject set =
        FakeApi.json(
            """
            {'apiVersion':'apps/v1','kind':'ReplicaSet',
             'metadata':{'name':'web','namespace':'ns','generation':1},
             'spec':{'replicas':%d,'selector':{'matchLabels':{'app':'web'}},
               'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c'}]}}}}
            """
                .formatted(replicas));
    return harness.api.put(Resources.REPLICA_SETS, set);
  }

  private void start() {
    harness.start("replicaset-controller", ReplicaSetController::replicaSets);
  }

  private JsonObject set() {
    return harness.api.get(Resources.REPLICA_SETS, "ns", "web");
  }

  private void scale(int replicas) {
    harness.api.put(Resources.REPLICA_SETS, set().withAt(Json.of(replicas), "spec", "replicas"));
  }

  private long status(String field) {
    return set().object("status").integer(field, 0);
  }

  @Test
  void makesAsManyPodsAsAskedFor() {
    make(7);
    start();
    harness.eventually("7 pods", () -> status("replicas") == 7);
    JsonObject pod = harness.pods().getFirst();
    assertTrue(Meta.name(pod).startsWith("web-"));
    assertTrue(Meta.isControlledBy(pod, Meta.uid(set())));
    assertEquals("web", Meta.label(pod, "app"));
    harness.eventually("events", () -> harness.eventReasons().contains("SuccessfulCreate"));
    harness.settle();
    assertEquals(7, harness.pods().size());
  }

  @Test
  void countsReadyAndAvailablePods() {
    make(2);
    start();
    harness.eventually("2 pods", () -> harness.pods().size() == 2);
    harness.readyAll();
    harness.eventually(
        "ready", () -> status("readyReplicas") == 2 && status("availableReplicas") == 2);
  }

  @Test
  void podsBecomeAvailableByTime() {
    make(1);
    harness.api.put(Resources.REPLICA_SETS, set().withAt(Json.of(600), "spec", "minReadySeconds"));
    start();
    harness.eventually("pod", () -> harness.pods().size() == 1);
    harness.readyAll();
    harness.eventually("ready", () -> status("readyReplicas") == 1);
    assertEquals(0, status("availableReplicas"));
    harness.timer.advance(Duration.ofSeconds(601));
    harness.eventually("available", () -> status("availableReplicas") == 1);
  }

  @Test
  void removesPodsThatAreOfLeastUse() {
    make(3);
    start();
    harness.eventually("3 pods", () -> status("replicas") == 3);
    JsonObject kept = harness.setReady(harness.pods().get(1), true);
    harness.eventually("ready", () -> status("readyReplicas") == 1);
    scale(1);
    harness.eventually("1 pod", () -> status("replicas") == 1);
    assertEquals(Meta.name(kept), Meta.name(harness.pods().getFirst()));
  }

  @Test
  void replacesPodsThatGoOrEnd() {
    make(2);
    start();
    harness.eventually("2 pods", () -> status("replicas") == 2);
    JsonObject gone = harness.pods().getFirst();
    harness.api.remove(Resources.PODS, "ns", Meta.name(gone));
    harness.eventually("replaced", () -> harness.pods().size() == 2);
    JsonObject failed = harness.pods().getFirst();
    harness.api.put(Resources.PODS, failed.withAt(Json.of("Failed"), "status", "phase"));
    harness.eventually("replaced", () -> harness.livePods().size() == 2);
  }

  @Test
  void adoptsMatchingOrphans() {
    JsonObject orphan = FakeApi.object("v1", "Pod", "ns", "orphan");
    harness.api.put(Resources.PODS, Meta.withLabel(orphan, "app", "web"));
    make(1);
    start();
    harness.eventually("adopted", () -> status("replicas") == 1);
    assertEquals(1, harness.pods().size());
    assertTrue(Meta.isControlledBy(harness.pods().getFirst(), Meta.uid(set())));
  }

  @Test
  void releasesPodsThatNoLongerMatch() {
    make(1);
    start();
    harness.eventually("pod", () -> status("replicas") == 1);
    JsonObject pod = harness.pods().getFirst();
    harness.api.put(Resources.PODS, Meta.withLabel(pod, "app", "debug"));
    harness.eventually("replaced", () -> harness.pods().size() == 2);
    harness.eventually(
        "released",
        () -> Meta.controllerOf(harness.api.get(Resources.PODS, "ns", Meta.name(pod))).isEmpty());
  }

  @Test
  void refusedPodsShowAsReplicaFailure() {
    for (int i = 0; i < 3; i++) {
      harness.api.fail(
          call -> call.method().equals("POST") && call.path().contains("/pods"),
          ApiException.forbidden(Resources.PODS, "", "exceeded quota"));
    }
    make(1);
    start();
    harness.eventually("failure seen", () -> harness.eventReasons().contains("FailedCreate"));
    harness.eventually("healed", () -> harness.pods().size() == 1);
    harness.eventually("condition gone", () -> Conditions.find(set(), "ReplicaFailure").isEmpty());
  }

  @Test
  void leavesADeletedSetAlone() {
    JsonObject set = make(2);
    set = Meta.with(set, "deletionTimestamp", "2026-01-01T00:00:00Z");
    harness.api.put(
        Resources.REPLICA_SETS, Meta.withFinalizers(set, java.util.List.of("foregroundDeletion")));
    start();
    harness.eventually("status", () -> status("observedGeneration") == 1);
    assertTrue(harness.pods().isEmpty());
  }

  @Test
  void aQuietSetIsNotWritten() {
    make(1);
    start();
    harness.eventually("pod", () -> status("replicas") == 1);
    harness.settle();
    harness.api.clearCalls();
    harness.api.put(Resources.REPLICA_SETS, Meta.withAnnotation(set(), "note", "x"));
    harness.settle();
    assertFalse(harness.api.writes().stream().anyMatch(w -> w.startsWith("PUT")));
  }
}
