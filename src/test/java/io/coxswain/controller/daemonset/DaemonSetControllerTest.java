package io.coxswain.controller.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.controller.Harness;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DaemonSetControllerTest {
  private final Harness harness = new Harness();

  @BeforeEach
  void make() {
    node("n1");
    node("n2");
    JsonObject set =
        FakeApi.json(
            """
            {'apiVersion':'apps/v1','kind':'DaemonSet','metadata':{'name':'ds','namespace':'ns'},
             'spec':{'selector':{'matchLabels':{'app':'ds'}},
               'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':1}},
               'template':{'metadata':{'labels':{'app':'ds'}},
                 'spec':{'containers':[{'name':'c','image':'i:1'}]}}}}
            """);
    harness.api.client().create(Resources.DAEMON_SETS, "ns", set);
    harness.start("daemon-set-controller", DaemonSetController::start);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private void node(String name) {
    harness.api.put(Resources.NODES, FakeApi.object("v1", "Node", "", name));
  }

  private JsonObject set() {
    return harness.api.get(Resources.DAEMON_SETS, "ns", "ds");
  }

  private long status(String field) {
    return set().object("status").integer(field, -1);
  }

  private Set<String> nodes() {
    return harness.livePods().stream().map(NodeFit::nodeOf).collect(Collectors.toSet());
  }

  private boolean complete(int count) {
    harness.readyAll();
    return status("numberAvailable") == count
        && status("updatedNumberScheduled") == count
        && harness.livePods().size() == count;
  }

  @Test
  void everyNodeHasOnePod() {
    harness.eventually("two pods", () -> complete(2));
    assertEquals(Set.of("n1", "n2"), nodes());
    node("n3");
    harness.eventually("three pods", () -> complete(3));
    assertEquals(Set.of("n1", "n2", "n3"), nodes());
  }

  @Test
  void nodesThatDoNotFitHaveNone() {
    harness.eventually("two pods", () -> complete(2));
    JsonObject taint = FakeApi.json("{'key':'k','effect':'NoExecute'}");
    JsonObject tainted = harness.api.get(Resources.NODES, "", "n1");
    harness.api.put(Resources.NODES, tainted.withAt(JsonArray.of(taint), "spec", "taints"));
    harness.eventually("one pod", () -> complete(1));
    assertEquals(Set.of("n2"), nodes());
  }

  @Test
  void deadAndUnreadyNodesKeepTheirs() {
    harness.eventually("two pods", () -> complete(2));
    JsonObject taint =
        FakeApi.json("{'key':'node.kubernetes.io/unreachable','effect':'NoExecute'}");
    JsonObject tainted = harness.api.get(Resources.NODES, "", "n1");
    harness.api.put(Resources.NODES, tainted.withAt(JsonArray.of(taint), "spec", "taints"));
    harness.settle();
    assertTrue(complete(2));
  }

  @Test
  void updatesReplaceOnePodAfterTheOther() {
    harness.eventually("two pods", () -> complete(2));
    JsonObject next =
        set()
            .withAt(
                JsonArray.of(FakeApi.json("{'name':'c','image':'i:2'}")),
                "spec",
                "template",
                "spec",
                "containers");
    harness.api.client().update(Resources.DAEMON_SETS, Meta.without(next, "resourceVersion"));
    harness.eventually(
        "updated",
        () -> {
          assertTrue(harness.livePods().stream().filter(Pods::isReady).count() >= 1);
          return complete(2)
              && harness.livePods().stream()
                  .allMatch(
                      pod ->
                          pod.object("spec")
                              .objects("containers")
                              .getFirst()
                              .string("image")
                              .equals("i:2"));
        });
    assertEquals(2, harness.api.list(Resources.CONTROLLER_REVISIONS).size());
  }

  @Test
  void failedPodsAreReplaced() {
    harness.eventually("two pods", () -> complete(2));
    JsonObject pod = harness.pods().getFirst();
    harness.api.put(Resources.PODS, pod.withAt(Json.of("Failed"), "status", "phase"));
    harness.eventually(
        "replaced",
        () -> harness.api.get(Resources.PODS, "ns", Meta.name(pod)) == null && complete(2));
    harness.eventually("told", () -> harness.eventReasons().contains("FailedDaemonPod"));
  }

  @Test
  void podsAreTiedToTheirNodeBesideOtherAffinity() {
    JsonObject template =
        FakeApi.json(
            """
            {'spec':{'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':
              {'nodeSelectorTerms':[{'matchExpressions':[{'key':'a','operator':'Exists'}]}]}}}}}
            """);
    JsonObject tied = NodeFit.tied(template, "n7");
    assertEquals("n7", NodeFit.nodeOf(tied));
    assertEquals(
        List.of("a"),
        tied
            .objectAt(
                "spec",
                "affinity",
                "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution")
            .objects("nodeSelectorTerms")
            .getFirst()
            .objects("matchExpressions")
            .stream()
            .map(e -> e.string("key"))
            .toList());
  }
}
