package io.coxswain.controller.nodelifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeLifecycleControllerTest {
  private static final Duration GRACE = Duration.ofSeconds(50);

  private final Harness harness = new Harness();

  @AfterEach
  void close() {
    harness.close();
  }

  private void start() {
    harness.start("node-controller", context -> NodeLifecycleController.start(context, GRACE));
    harness.start("node-controller", TaintEvictionController::start);
    harness.eventually("first round", () -> harness.timer.waiting() > 0);
    harness.settle();
  }

  private void node(String name, String ready) {
    harness.api.put(
        Resources.NODES,
        FakeApi.json(
            """
            {'apiVersion':'v1','kind':'Node','metadata':{'name':'%s'},
             'status':{'conditions':[{'type':'Ready','status':'%s','reason':'KubeletReady',
               'lastHeartbeatTime':'%s'}]}}
            """
                .formatted(name, ready, Time.seconds(harness.timer.instant()))));
  }

  private void renew(String name) {
    harness.api.put(
        Resources.LEASES,
        FakeApi.object("coordination.k8s.io/v1", "Lease", "kube-node-lease", name)
            .withAt(Json.of(Time.micros(harness.timer.instant())), "spec", "renewTime"));
  }

  private JsonObject node(String name) {
    return harness.api.get(Resources.NODES, "", name);
  }

  private JsonObject pod(String name) {
    return harness.api.get(Resources.PODS, "ns", name);
  }

  private void pod(String name, String node, String tolerations) {
    harness.api.put(
        Resources.PODS,
        FakeApi.json(
            """
            {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'ns'},
             'spec':{'nodeName':'%s','tolerations':%s},
             'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}
            """
                .formatted(name, node, tolerations)));
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i += 5) {
      harness.timer.advance(Duration.ofSeconds(5));
      renew("alive");
      harness.settle();
    }
  }

  private List<String> taints(String node) {
    return Taints.of(node(node)).objects().stream()
        .map(t -> t.string("key") + ":" + t.string("effect"))
        .toList();
  }

  /** Pod {@code p} is on a node that fell silent and was tainted; it bears that for a time. */
  private void aPodThatToleratesSilence(String node, int seconds) {
    node("alive", "True");
    node(node, "True");
    pod(
        "p",
        node,
        "[{'operator':'Exists','effect':'NoExecute','tolerationSeconds':%d}]".formatted(seconds));
    start();
    seconds(60);
    harness.eventually("tainted", () -> taints(node).size() == 2);
  }

  @Test
  void aSilentNodeBecomesUnknownAndIsTainted() {
    node("alive", "True");
    node("silent", "True");
    pod("p", "silent", "[]");
    start();
    seconds(60);
    JsonObject ready = Conditions.find(node("silent"), "Ready").get();
    assertEquals("Unknown", ready.string("status"));
    assertEquals("NodeStatusUnknown", ready.string("reason"));
    assertEquals("Kubelet stopped posting node status.", ready.string("message"));
    assertTrue(Conditions.isTrue(node("alive"), "Ready"));
    harness.eventually(
        "tainted",
        () ->
            taints("silent")
                .containsAll(
                    List.of(
                        "node.kubernetes.io/unreachable:NoSchedule",
                        "node.kubernetes.io/unreachable:NoExecute")));
    harness.eventually("pod deleted", () -> pod("p") == null || Meta.isDeleting(pod("p")));
    assertFalse(Pods.isReady(pod("p")));
    assertTrue(harness.eventReasons().contains("TaintManagerEviction"));
  }

  @Test
  void aNodeThatReturnsLosesItsTaintsAndKeepsTolerantPods() {
    aPodThatToleratesSilence("away", 300);
    seconds(100);
    assertFalse(Meta.isDeleting(pod("p")));
    node("away", "True");
    harness.eventually("clean", () -> taints("away").isEmpty());
    seconds(300);
    assertNotNull(pod("p"));
    assertFalse(Meta.isDeleting(pod("p")));
  }

  /**
   * Renewals are committed each 16 s (store.Timing): two may be missing, and a dead node is found.
   */
  @Test
  void aNodeMayMissTwoRenewals() {
    node("alive", "True");
    node("slow", "True");
    start();
    for (int i = 0; i < 3; i++) {
      renew("slow");
      seconds(45);
      assertTrue(Conditions.isTrue(node("slow"), "Ready"), "silent for 45 s");
    }
    seconds(10);
    harness.eventually("silent for 55 s", () -> !Conditions.isTrue(node("slow"), "Ready"));
  }

  @Test
  void aClockThatIsSetSilencesNobodyAndHidesNoSilence() {
    node("alive", "True");
    node("silent", "True");
    pod("p", "alive", "[]");
    start();
    harness.timer.set(Duration.ofDays(20_000));
    seconds(20);
    assertTrue(Conditions.isTrue(node("alive"), "Ready"));
    assertTrue(Conditions.isTrue(node("silent"), "Ready"));
    harness.timer.set(Duration.ofDays(-20_366));
    seconds(40);
    assertEquals("Unknown", Conditions.find(node("silent"), "Ready").get().string("status"));
    assertTrue(Conditions.isTrue(node("alive"), "Ready"));
    assertFalse(Meta.isDeleting(pod("p")));
  }

  @Test
  void tolerationsLastAsLongAsTheyDoWhoeverSetsTheClock() {
    aPodThatToleratesSilence("silent", 60);
    harness.timer.set(Duration.ofDays(20_000));
    seconds(30);
    assertFalse(Meta.isDeleting(pod("p")));
    harness.timer.set(Duration.ofDays(-20_366));
    seconds(35);
    harness.eventually("deleted", () -> Meta.isDeleting(pod("p")));
  }

  @Test
  void tolerationsEnd() {
    aPodThatToleratesSilence("silent", 60);
    assertFalse(Meta.isDeleting(pod("p")));
    seconds(65);
    harness.eventually("deleted", () -> Meta.isDeleting(pod("p")));
    assertTrue(Conditions.isTrue(pod("p"), "DisruptionTarget"));
  }

  @Test
  void whenEveryNodeIsSilentNobodyIsEvicted() {
    node("a", "True");
    node("b", "True");
    pod("p", "a", "[]");
    start();
    seconds(120);
    assertEquals("Unknown", Conditions.find(node("a"), "Ready").get().string("status"));
    assertEquals(List.of("node.kubernetes.io/unreachable:NoSchedule"), taints("a"));
    assertFalse(Meta.isDeleting(pod("p")));
  }

  @Test
  void conditionsKeepTheSchedulerAway() {
    node("alive", "False");
    start();
    harness.eventually(
        "not ready", () -> taints("alive").contains("node.kubernetes.io/not-ready:NoSchedule"));
    node("alive", "True");
    harness.eventually("clean", () -> taints("alive").isEmpty());
    harness.api.put(Resources.NODES, node("alive").withAt(Json.of(true), "spec", "unschedulable"));
    harness.eventually(
        "cordoned",
        () -> taints("alive").equals(List.of("node.kubernetes.io/unschedulable:NoSchedule")));
  }

  @Test
  void aLeaseAloneIsASignOfLife() {
    node("alive", "True");
    start();
    seconds(200);
    assertTrue(Conditions.isTrue(node("alive"), "Ready"));
  }

  @Test
  void tolerationsAreMatchedLikeUpstream() {
    List<JsonObject> taint = List.of(FakeApi.json("{'key':'k','value':'v','effect':'NoExecute'}"));
    assertEquals(Duration.ZERO, Taints.tolerated(tolerating("[]"), taint));
    assertNull(Taints.tolerated(tolerating("[{'operator':'Exists'}]"), taint));
    assertNull(Taints.tolerated(tolerating("[{'key':'k','value':'v'}]"), taint));
    assertEquals(Duration.ZERO, Taints.tolerated(tolerating("[{'key':'k','value':'w'}]"), taint));
    assertEquals(
        Duration.ofSeconds(5),
        Taints.tolerated(
            tolerating("[{'key':'k','operator':'Exists','tolerationSeconds':5}]"), taint));
    assertEquals(
        Duration.ZERO,
        Taints.tolerated(tolerating("[{'operator':'Exists','effect':'NoSchedule'}]"), taint));
  }

  private static JsonObject tolerating(String tolerations) {
    return FakeApi.json("{'spec':{'tolerations':" + tolerations + "}}");
  }
}
