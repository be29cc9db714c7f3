package io.coxswain.scheduler;

import static io.coxswain.scheduler.Given.cluster;
import static io.coxswain.scheduler.Given.node;
import static io.coxswain.scheduler.Given.place;
import static io.coxswain.scheduler.Given.pod;
import static io.coxswain.scheduler.Given.requests;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.coxswain.json.JsonObject;
import io.coxswain.scheduler.plugin.Plugins;
import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.PodInfo;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private final Placement placement = new Placement(Plugins.DEFAULT, new Random(1));

  private String nodeFor(JsonObject pod, ClusterView view) {
    Placement.Decision decision = placement.decide(PodInfo.of(pod), view);
    return decision.node() == null ? null : decision.node().name();
  }

  private String whyNot(JsonObject pod, ClusterView view) {
    Placement.Decision decision = placement.decide(PodInfo.of(pod), view);
    assertNull(decision.node());
    return Diagnosis.message(view.nodes().size(), decision.rejections());
  }

  @Test
  void withoutNodesTheReasonSaysSo() {
    assertEquals("no nodes available to schedule pods", whyNot(pod("p", "", ""), cluster()));
  }

  @Test
  void everyRejectionIsCountedInUpstreamsWords() {
    ClusterView view =
        cluster(
            node("a", "", "{unschedulable: true}"),
            node("b", "", "{taints: [{key: k, value: v, effect: NoSchedule}]}"),
            node("c", "", ""));
    assertEquals(
        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s)"
            + " were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful"
            + " for scheduling.",
        whyNot(pod("p", "", requests("3", "1Gi")), view));
  }

  @Test
  void podLevelRequestsCount() {
    assertEquals(
        "0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available: 1"
            + " Preemption is not helpful for scheduling.",
        whyNot(pod("p", "", requests("1", "5Gi")), cluster(node("a", "", ""))));
  }

  @Test
  void aFullNodeTakesNoMorePods() {
    ClusterView view = cluster(node("a", "", ""));
    for (int i = 0; i < 3; i++) {
      place(view, pod("p" + i, "", ""), "a");
    }
    assertEquals(
        "0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No"
            + " preemption victims found for incoming pod.",
        whyNot(pod("p", "", ""), view));
  }

  @Test
  void aTolerationOpensATaintedNode() {
    ClusterView view = cluster(node("a", "", "{taints: [{key: k, value: v, effect: NoSchedule}]}"));
    assertEquals("a", nodeFor(pod("p", "", "tolerations: [{key: k, operator: Exists}]"), view));
    assertEquals(
        "a", nodeFor(pod("p", "", "tolerations: [{key: k, value: v, effect: NoSchedule}]"), view));
    assertNull(nodeFor(pod("p", "", "tolerations: [{key: k, value: w}]"), view));
  }

  @Test
  void selectorsAndAffinityChooseTheNode() {
    ClusterView view = cluster(node("a", "disk: hdd", ""), node("b", "disk: ssd", ""));
    assertEquals("b", nodeFor(pod("p", "", "nodeSelector: {disk: ssd}"), view));
    String terms =
        "affinity: {nodeAffinity: {%s: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator:"
            + " NotIn, values: [hdd]}]}]}}}";
    assertEquals(
        "b",
        nodeFor(
            pod("p", "", terms.formatted("requiredDuringSchedulingIgnoredDuringExecution")), view));
    String preferred =
        "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100,"
            + " preference: {matchExpressions: [{key: disk, operator: In, values: [hdd]}]}}]}}";
    assertEquals("a", nodeFor(pod("p", "", preferred), view));
  }

  @Test
  void hostPortsAreExclusive() {
    String ports = "hostNetwork: true, nodeSelector: {kubernetes.io/hostname: a}";
    JsonObject holder =
        Given.yaml(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: holder, namespace: default, uid: h}
            spec: {containers: [{name: c, ports: [{containerPort: 80, hostPort: 80}]}]}
            """);
    ClusterView view = cluster(node("a", "", ""), node("b", "", ""));
    place(view, holder, "a");
    JsonObject second = io.coxswain.kube.Meta.with(holder, "name", "second");
    assertEquals("b", nodeFor(second, view));
    assertNotNull(nodeFor(pod("free", "", ports), view));
  }

  @Test
  void emptyNodesAreFilledFirst() {
    ClusterView view = cluster(node("a", "", ""), node("b", "", ""));
    place(view, pod("p0", "", requests("1", "1Gi")), "a");
    assertEquals("b", nodeFor(pod("p", "", requests("500m", "512Mi")), view));
  }

  @Test
  void antiAffinityKeepsReplicasApart() {
    String apart =
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector:"
            + " {matchLabels: {app: web}}, topologyKey: kubernetes.io/hostname}]}}";
    ClusterView view = cluster(node("a", "", ""), node("b", "", ""));
    place(view, pod("p0", "app: web", apart), "a");
    assertEquals("b", nodeFor(pod("p1", "app: web", apart), view));
    place(view, pod("p1", "app: web", apart), "b");
    assertEquals(
        "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules."
            + " preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
        whyNot(pod("p2", "app: web", apart), view));
  }

  @Test
  void affinityFollowsAndTheFirstOfItsKindMayStart() {
    String together =
        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector:"
            + " {matchLabels: {app: db}}, topologyKey: kubernetes.io/hostname}]}}";
    ClusterView view = cluster(node("a", "", ""), node("b", "", ""));
    assertNull(nodeFor(pod("web", "app: web", together), view));
    assertNotNull(nodeFor(pod("db", "app: db", together), view));
    place(view, pod("db0", "app: db", ""), "b");
    assertEquals("b", nodeFor(pod("web", "app: web", together), view));
  }

  @Test
  void hardSpreadBoundsTheSkew() {
    String spread =
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,"
            + " labelSelector: {matchLabels: {app: web}}}]";
    ClusterView view =
        cluster(node("a", "zone: east", ""), node("b", "zone: west", ""), node("c", "", ""));
    place(view, pod("p0", "app: web", ""), "a");
    assertEquals("b", nodeFor(pod("p1", "app: web", spread), view));
    place(view, pod("p1", "app: web", ""), "b");
    place(view, pod("p2", "app: web", ""), "b");
    assertEquals("a", nodeFor(pod("p3", "app: web", spread), view));
  }

  @Test
  void importantPodsPushOutTheLeastImportantOnes() {
    ClusterView view = cluster(node("a", "", ""), node("b", "", ""));
    place(view, pod("low", "", "priority: 1, " + requests("2", "1Gi")), "a");
    place(view, pod("mid", "", "priority: 5, " + requests("2", "1Gi")), "b");
    PodInfo vip = PodInfo.of(pod("vip", "", "priority: 10, " + requests("1", "1Gi")));
    Placement.Decision decision = placement.decide(vip, view);
    Preemption.Candidate candidate = Preemption.find(vip, decision.rejections(), decision.checks());
    assertEquals("a", candidate.node().name());
    assertEquals("low", candidate.victims().getFirst().key().name());
  }

  @Test
  void anAssumedPodTakesRoomUntilItIsForgotten() {
    ClusterView view = cluster(node("a", "", ""));
    PodInfo big = PodInfo.of(pod("big", "", requests("2", "1Gi")));
    view.assume(big.on("a"));
    assertNull(nodeFor(pod("p", "", requests("1", "1Gi")), view));
    view.forget(big.key());
    assertEquals("a", nodeFor(pod("p", "", requests("1", "1Gi")), view));
  }
}
