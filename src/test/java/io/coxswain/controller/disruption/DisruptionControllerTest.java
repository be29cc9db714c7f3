package io.coxswain.controller.disruption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DisruptionControllerTest {
  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void budget(String rule) {
    harness.api.put(
        Resources.POD_DISRUPTION_BUDGETS,
        FakeApi.json(
            """
            {'apiVersion':'policy/v1','kind':'PodDisruptionBudget',
             'metadata':{'name':'keep','namespace':'ns','generation':1},
             'spec':{%s,'selector':{'matchLabels':{'a':'b'}}}}
            """
                .formatted(rule)));
    harness.start("disruption-controller", DisruptionController::start);
  }

  private void pod(String name, String owner) {
    JsonObject pod =
        FakeApi.json(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'ns',%s'labels':{'a':'b'}}}"
                .formatted(name, owner));
    harness.setReady(harness.api.put(Resources.PODS, pod), true);
  }

  private JsonObject status() {
    return harness.api.get(Resources.POD_DISRUPTION_BUDGETS, "ns", "keep").object("status");
  }

  private boolean allowed(int count) {
    return status().integer("disruptionsAllowed", -1) == count;
  }

  @Test
  void sparesWhatMustStay() {
    pod("x", "");
    pod("y", "");
    budget("'minAvailable':1");
    harness.eventually("one", () -> allowed(1));
    assertEquals(2, status().integer("expectedPods", 0));
    JsonObject whole = harness.api.get(Resources.POD_DISRUPTION_BUDGETS, "ns", "keep");
    assertEquals(true, Conditions.isTrue(whole, "DisruptionAllowed"));
    harness.api.remove(Resources.PODS, "ns", "y");
    harness.eventually("none", () -> allowed(0));
  }

  @Test
  void countsWhatTheControllerWants() {
    JsonObject set =
        FakeApi.json(
            "{'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{'name':'s','namespace':'ns','uid':'u'},"
                + "'spec':{'replicas':4}}");
    harness.api.put(Resources.REPLICA_SETS, set);
    String owner =
        "'ownerReferences':[{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'s','uid':'u','controller':true}],";
    pod("x", owner);
    pod("y", owner);
    pod("z", owner);
    budget("'maxUnavailable':'50%'");
    harness.eventually("one", () -> allowed(1));
    assertEquals(4, status().integer("expectedPods", 0));
    assertEquals(2, status().integer("desiredHealthy", 0));
  }

  @Test
  void waitsForAnEvictedPodToGo() {
    pod("x", "");
    pod("y", "");
    budget("'minAvailable':1");
    harness.eventually("one", () -> allowed(1));
    JsonObject whole = harness.api.get(Resources.POD_DISRUPTION_BUDGETS, "ns", "keep");
    String now = io.coxswain.kube.Time.seconds(harness.timer.instant());
    harness.api.put(
        Resources.POD_DISRUPTION_BUDGETS,
        whole.withAt(JsonObject.of("x", now), "status", "disruptedPods"));
    harness.eventually("none", () -> allowed(0));
    harness.timer.advance(Duration.ofMinutes(3));
    harness.eventually("it stayed", () -> allowed(1));
  }
}
