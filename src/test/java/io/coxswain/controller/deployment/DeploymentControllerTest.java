package io.coxswain.controller.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.replicaset.ReplicaSetController;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentControllerTest {
  private final Harness harness = new Harness();

  @BeforeEach
  void start() {
    harness.start("replicaset-controller", ReplicaSetController::replicaSets);
    harness.start("deployment-controller", DeploymentController::start);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private void make(int replicas, String strategy) {
    JsonObject deployment =
        FakeApi.json(
            """
            {'apiVersion':'apps/v1','kind':'Deployment',
             'metadata':{'name':'web','namespace':'ns','labels':{'app':'web'}},
             'spec':{'replicas':%d,'revisionHistoryLimit':2,'progressDeadlineSeconds':600,
               'selector':{'matchLabels':{'app':'web'}},'strategy':%s,
               'template':{'metadata':{'labels':{'app':'web'}},
                 'spec':{'containers':[{'name':'c','image':'i:1'}]}}}}
            """
                .formatted(replicas, strategy));
    harness.api.client().create(Resources.DEPLOYMENTS, "ns", deployment);
  }

  private void make(int replicas) {
    make(replicas, "{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1,'maxUnavailable':0}}");
  }

  private JsonObject deployment() {
    return harness.api.get(Resources.DEPLOYMENTS, "ns", "web");
  }

  private List<JsonObject> sets() {
    return Rollout.sorted(harness.api.list(Resources.REPLICA_SETS));
  }

  private void update(JsonObject changed) {
    harness
        .api
        .client()
        .update(Resources.DEPLOYMENTS, changed.withAt(null, "metadata", "resourceVersion"));
  }

  private void image(String image) {
    JsonObject container = FakeApi.json("{'name':'c','image':'" + image + "'}");
    update(
        deployment()
            .withAt(
                io.coxswain.json.JsonArray.of(container),
                "spec",
                "template",
                "spec",
                "containers"));
  }

  private String image(JsonObject pod) {
    return pod.object("spec").objects("containers").getFirst().string("image");
  }

  private boolean complete(String image) {
    harness.readyAll();
    JsonObject d = deployment();
    return DeploymentStatus.isComplete(d, d.object("status"))
        && DeploymentStatus.NEW_AVAILABLE.equals(progress())
        && harness.livePods().stream().allMatch(p -> image(p).equals(image))
        && harness.livePods().size() == Rollout.replicas(d);
  }

  private String progress() {
    return Conditions.find(deployment(), "Progressing").map(c -> c.string("reason")).orElse("");
  }

  @Test
  void firstRolloutMakesOneSet() {
    make(3);
    harness.eventually("complete", () -> complete("i:1"));
    JsonObject set = sets().getFirst();
    assertEquals("1", Meta.annotation(set, "deployment.kubernetes.io/revision"));
    assertEquals("1", Meta.annotation(deployment(), "deployment.kubernetes.io/revision"));
    assertEquals("3", Meta.annotation(set, "deployment.kubernetes.io/desired-replicas"));
    assertEquals("4", Meta.annotation(set, "deployment.kubernetes.io/max-replicas"));
    assertEquals(Meta.name(set), "web-" + Meta.label(set, "pod-template-hash"));
    assertTrue(Conditions.isTrue(deployment(), "Available"));
    harness.eventually("event", () -> harness.eventReasons().contains("ScalingReplicaSet"));
  }

  @Test
  void aRollingUpdateNeverFallsBelowOrRisesAboveItsLimits() {
    make(4);
    harness.eventually("complete", () -> complete("i:1"));
    image("i:2");
    harness.eventually(
        "complete",
        () -> {
          assertTrue(Rollout.total(sets()) <= 5, "surge");
          assertTrue(harness.livePods().stream().filter(Pods::isReady).count() >= 4, "available");
          return complete("i:2");
        });
    assertEquals(2, sets().size());
    assertEquals("2", Meta.annotation(deployment(), Revisions.REVISION));
  }

  @Test
  void undoReusesTheOldSetUnderANewRevision() {
    make(2);
    harness.eventually("complete", () -> complete("i:1"));
    image("i:2");
    harness.eventually("complete", () -> complete("i:2"));
    image("i:1");
    harness.eventually("complete", () -> complete("i:1"));
    assertEquals(2, sets().size());
    JsonObject first = sets().stream().filter(s -> Rollout.replicas(s) == 2).findFirst().get();
    assertEquals("3", Meta.annotation(first, Revisions.REVISION));
    assertEquals("1", Meta.annotation(first, Revisions.HISTORY));
  }

  @Test
  void recreateWaitsUntilTheOldPodsAreGone() {
    make(2, "{'type':'Recreate'}");
    harness.eventually("complete", () -> complete("i:1"));
    image("i:2");
    harness.eventually(
        "complete",
        () -> {
          long images = harness.pods().stream().map(this::image).distinct().count();
          assertTrue(images <= 1, "both versions at once");
          return complete("i:2");
        });
  }

  @Test
  void aPausedDeploymentScalesButDoesNotRoll() {
    make(2);
    harness.eventually("complete", () -> complete("i:1"));
    update(deployment().withAt(Json.of(true), "spec", "paused"));
    harness.eventually("noted", () -> progress().equals("DeploymentPaused"));
    image("i:2");
    update(deployment().withAt(Json.of(3), "spec", "replicas"));
    harness.eventually("scaled", () -> harness.livePods().size() == 3);
    assertTrue(harness.livePods().stream().allMatch(p -> image(p).equals("i:1")));
    update(deployment().withAt(null, "spec", "paused"));
    harness.eventually("complete", () -> complete("i:2"));
  }

  @Test
  void aStuckRolloutExceedsItsDeadlineAndHeals() {
    make(2);
    harness.eventually("complete", () -> complete("i:1"));
    image("i:bad");
    harness.eventually("surged", () -> harness.livePods().size() == 3);
    harness.settle();
    harness.timer.advance(Duration.ofSeconds(700));
    harness.eventually("timed out", () -> progress().equals(DeploymentStatus.TIMED_OUT));
    assertEquals(2, harness.livePods().stream().filter(p -> image(p).equals("i:1")).count());
    image("i:1");
    harness.eventually("complete", () -> complete("i:1"));
  }

  @Test
  void oldSetsBeyondTheHistoryLimitGo() {
    make(1);
    for (int i = 1; i <= 5; i++) {
      String image = "i:" + i;
      image(image);
      harness.eventually("complete " + i, () -> complete(image));
    }
    harness.eventually("history", () -> sets().size() == 3);
  }
}
