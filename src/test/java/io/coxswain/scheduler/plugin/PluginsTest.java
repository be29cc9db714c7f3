package io.coxswain.scheduler.plugin;

import static io.coxswain.scheduler.Given.cluster;
import static io.coxswain.scheduler.Given.node;
import static io.coxswain.scheduler.Given.place;
import static io.coxswain.scheduler.Given.pod;
import static io.coxswain.scheduler.Given.requests;
import static io.coxswain.scheduler.Given.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.PodInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each rule alone, with the numbers and words of upstream's plugins. */
class PluginsTest {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private static Rejection filter(Plugin plugin, JsonObject pod, ClusterView view, String node) {
    return plugin.prepare(PodInfo.of(pod), view).filter(view.existing(node));
  }

  /** The normalized scores of all nodes, in their order. */
  private static List<Long> scores(Plugin plugin, JsonObject pod, ClusterView view) {
    Plugin.Check check = plugin.prepare(PodInfo.of(pod), view);
    long[] scores = view.nodes().stream().mapToLong(check::score).toArray();
    check.normalize(scores);
    return java.util.Arrays.stream(scores).boxed().toList();
  }

  private static JsonObject affine(String name, String labels, String kind, String terms) {
    return pod(name, labels, "affinity: {%s: {%s: [%s]}}".formatted(kind, REQUIRED, terms));
  }

  private static String term(String app, String key) {
    return "{labelSelector: {matchLabels: {app: %s}}, topologyKey: %s}".formatted(app, key);
  }

  private static JsonObject spread(String constraint) {
    return pod(
        "p",
        "app: web",
        "topologySpreadConstraints: [{labelSelector: {matchLabels: {app: web}}, topologyKey: zone, "
            + constraint
            + "}]");
  }

  private static ClusterView zones() {
    return cluster(
        node("a", "zone: east", ""), node("b", "zone: west", ""), node("c", "zone: west", ""));
  }

  @Test
  void affinityWantsOnePodThatMatchesAllTerms() {
    ClusterView view = zones();
    JsonObject pod =
        affine("p", "", "podAffinity", term("web", "zone") + ", " + term("db", "zone"));
    place(view, pod("web", "app: web", ""), "a");
    place(view, pod("db", "app: db", ""), "a");
    assertEquals(
        List.of("node(s) didn't match pod affinity rules"),
        filter(new InterPodAffinity(), pod, view, "a").reasons());
  }

  @Test
  void affinityNeedsTheTopologyAlsoForTheFirstOfItsKind() {
    ClusterView view = cluster(node("a", "zone: east", ""), node("b", "", ""));
    JsonObject first = affine("p", "app: web", "podAffinity", term("web", "zone"));
    assertNull(filter(new InterPodAffinity(), first, view, "a"));
    Rejection rejection = filter(new InterPodAffinity(), first, view, "b");
    assertFalse(rejection.resolvable(), "nobody's leaving gives the node a zone");
  }

  @Test
  void affinityReachesAsFarAsItsTopology() {
    ClusterView view = zones();
    place(view, pod("db", "app: db", ""), "b");
    JsonObject pod = affine("p", "", "podAffinity", term("db", "zone"));
    assertNull(filter(new InterPodAffinity(), pod, view, "c"));
    assertEquals(
        List.of("node(s) didn't match pod affinity rules"),
        filter(new InterPodAffinity(), pod, view, "a").reasons());
  }

  @Test
  void aPodsOwnRulesAreToldBeforeThoseOfOthers() {
    ClusterView view = zones();
    JsonObject there = affine("there", "app: web", "podAntiAffinity", term("web", "zone"));
    place(view, there, "a");
    JsonObject same = affine("p", "app: web", "podAntiAffinity", term("web", "zone"));
    assertEquals(
        List.of("node(s) didn't match pod anti-affinity rules"),
        filter(new InterPodAffinity(), same, view, "a").reasons());
    Rejection byOthers = filter(new InterPodAffinity(), pod("q", "app: web", ""), view, "a");
    assertEquals(
        List.of("node(s) didn't satisfy existing pods anti-affinity rules"), byOthers.reasons());
    assertTrue(byOthers.resolvable());
    assertNull(filter(new InterPodAffinity(), pod("q", "app: other", ""), view, "a"));
  }

  @Test
  void termsLookIntoTheirOwnNamespaceUnlessToldOtherwise() {
    ClusterView view = zones();
    view.putNamespace("data", Map.of("team", "x"));
    JsonObject db = pod("db", "app: db", "").withAt(Json.of("data"), "metadata", "namespace");
    place(view, db, "a");
    String db0 = "{labelSelector: {matchLabels: {app: db}}, topologyKey: zone%s}";
    for (String named :
        List.of(", namespaces: [data]", ", namespaceSelector: {matchLabels: {team: x}}")) {
      JsonObject pod = affine("p", "", "podAffinity", db0.formatted(named));
      assertNull(filter(new InterPodAffinity(), pod, view, "a"), named);
    }
    for (String other : List.of("", ", namespaceSelector: {matchLabels: {team: other}}")) {
      JsonObject pod = affine("p", "", "podAffinity", db0.formatted(other));
      assertEquals(1, filter(new InterPodAffinity(), pod, view, "a").reasons().size(), other);
    }
  }

  @Test
  void preferencesOfBothSidesAddUp() {
    ClusterView view = zones();
    place(view, pod("db", "app: db", ""), "a");
    place(view, affine("fan", "", "podAffinity", term("web", "zone")), "b");
    JsonObject pod =
        pod(
            "p",
            "app: web",
            "affinity: {podAffinity: {%s: [{weight: 4, podAffinityTerm: %s}]}}"
                .formatted(PREFERRED, term("db", "zone")));
    // East 4 by the pod's own wish, west 1 by the fan's requirement.
    assertEquals(List.of(100L, 0L, 0L), scores(new InterPodAffinity(), pod, view));
    assertEquals(
        List.of(0L, 100L, 100L), scores(new InterPodAffinity(), pod("q", "app: web", ""), view));
  }

  @Test
  void softSpreadPrefersTheEmptierDomainByItsDistanceToTheFullest() {
    ClusterView view = zones();
    place(view, pod("w0", "app: web", ""), "a");
    place(view, pod("w1", "app: web", ""), "b");
    place(view, pod("w2", "app: web", ""), "c");
    place(view, pod("w3", "app: web", ""), "c");
    // 1 × ln 4 = 1.39 and 3 × ln 4 = 4.16, rounded 1 and 4.
    assertEquals(
        List.of(100L, 25L, 25L),
        scores(
            new PodTopologySpread(),
            spread("maxSkew: 1, whenUnsatisfiable: ScheduleAnyway"),
            view));
    // A larger skew waters the difference down.
    assertEquals(
        List.of(100L, 72L, 72L),
        scores(
            new PodTopologySpread(),
            spread("maxSkew: 8, whenUnsatisfiable: ScheduleAnyway"),
            view));
  }

  @Test
  void softSpreadGivesNothingToNodesOutsideAndAllToEmptyOnes() {
    ClusterView view = cluster(node("a", "zone: east", ""), node("b", "", ""));
    assertEquals(
        List.of(100L, 0L),
        scores(
            new PodTopologySpread(),
            spread("maxSkew: 1, whenUnsatisfiable: ScheduleAnyway"),
            view));
  }

  @Test
  void hardSpreadCountsMissingDomainsAsEmpty() {
    ClusterView view = zones();
    place(view, pod("w0", "app: web", ""), "a");
    place(view, pod("w1", "app: web", ""), "b");
    String hard = "maxSkew: 1, whenUnsatisfiable: DoNotSchedule";
    assertNull(filter(new PodTopologySpread(), spread(hard), view, "a"));
    assertEquals(
        List.of("node(s) didn't match pod topology spread constraints"),
        filter(new PodTopologySpread(), spread(hard + ", minDomains: 3"), view, "a").reasons());
    Rejection outside =
        filter(new PodTopologySpread(), spread(hard), cluster(node("x", "", "")), "x");
    assertEquals(
        List.of("node(s) didn't match pod topology spread constraints (missing required label)"),
        outside.reasons());
    assertFalse(outside.resolvable());
  }

  @Test
  void hardSpreadLeavesOutNodesThePodCannotReach() {
    ClusterView view =
        cluster(
            node("a", "zone: east", ""),
            node("b", "zone: west", "{taints: [{key: k, effect: NoSchedule}]}"));
    place(view, pod("w0", "app: web", ""), "a");
    String hard = "maxSkew: 1, whenUnsatisfiable: DoNotSchedule";
    assertEquals(1, filter(new PodTopologySpread(), spread(hard), view, "a").reasons().size());
    assertNull(
        filter(new PodTopologySpread(), spread(hard + ", nodeTaintsPolicy: Honor"), view, "a"));
    JsonObject east =
        spread(hard).withAt(JsonObject.of("zone", Json.of("east")), "spec", "nodeSelector");
    assertNull(filter(new PodTopologySpread(), east, view, "a"));
  }

  @Test
  void leavingPodsDoNotCountForTheSpread() {
    ClusterView view = zones();
    JsonObject leaving =
        pod("w0", "app: web", "")
            .withAt(Json.of("2026-01-01T00:00:00Z"), "metadata", "deletionTimestamp");
    place(view, leaving, "a");
    assertNull(
        filter(
            new PodTopologySpread(),
            spread("maxSkew: 1, whenUnsatisfiable: DoNotSchedule"),
            view,
            "a"));
  }

  @Test
  void imagesCountByTheirSizeAndByHowManyNodesHaveThem() {
    String images = "[{names: ['web:latest'], sizeBytes: %d}]";
    JsonObject large = yaml("images: " + images.formatted(800L * 1024 * 1024));
    JsonObject a = node("a", "", "").withAt(large.get("images"), "status", "images");
    JsonObject b = node("b", "", "");
    JsonObject pod = pod("p", "", "").withAt(containers("web"), "spec", "containers");
    // Half the nodes have it: 400 MiB of 1000 count, less the 23 that never do.
    assertEquals(List.of(38L, 0L), scores(new ImageLocality(), pod, cluster(a, b)));
    JsonObject everywhere = node("b", "", "").withAt(large.get("images"), "status", "images");
    assertEquals(List.of(79L, 79L), scores(new ImageLocality(), pod, cluster(a, everywhere)));
    JsonObject initial = pod("p", "", "").withAt(containers("web"), "spec", "initContainers");
    assertEquals(List.of(19L, 0L), scores(new ImageLocality(), initial, cluster(a, b)));
  }

  private static JsonArray containers(String image) {
    return JsonArray.of(JsonObject.of("image", Json.of(image)));
  }

  @Test
  void softTaintsCountAgainstTheNode() {
    String taint = "{key: %s, effect: PreferNoSchedule}";
    ClusterView view =
        cluster(
            node("a", "", ""),
            node("b", "", "{taints: [" + taint.formatted("k") + "]}"),
            node(
                "c", "", "{taints: [" + taint.formatted("k") + ", " + taint.formatted("l") + "]}"));
    assertEquals(List.of(100L, 50L, 0L), scores(new TaintToleration(), pod("p", "", ""), view));
    JsonObject tolerant = pod("p", "", "tolerations: [{key: k, operator: Exists}]");
    assertEquals(List.of(100L, 100L, 0L), scores(new TaintToleration(), tolerant, view));
    JsonObject strict =
        pod("p", "", "tolerations: [{key: k, operator: Exists, effect: NoSchedule}]");
    assertEquals(List.of(100L, 50L, 0L), scores(new TaintToleration(), strict, view));
  }

  @Test
  void whatNoNodeHasCannotBeFreed() {
    ClusterView view = cluster(node("a", "", ""));
    place(view, pod("there", "", requests("1500m", "1Gi")), "a");
    Rejection crowded =
        filter(new NodeResourcesFit(), pod("p", "", requests("1", "1Gi")), view, "a");
    assertEquals(List.of("Insufficient cpu"), crowded.reasons());
    assertTrue(crowded.resolvable());
    Rejection hopeless =
        filter(new NodeResourcesFit(), pod("p", "", requests("1", "8Gi")), view, "a");
    assertEquals(List.of("Insufficient cpu", "Insufficient memory"), hopeless.reasons());
    assertFalse(hopeless.resolvable());
    JsonObject device = pod("p", "", "resources: {requests: {example.com/gpu: \"1\"}}");
    assertEquals(
        List.of("Insufficient example.com/gpu"),
        filter(new NodeResourcesFit(), device, view, "a").reasons());
  }

  @Test
  void nodesThatFillUpEvenlyAreBalanced() {
    ClusterView view = cluster(node("a", "", ""), node("b", "", ""));
    place(view, pod("there", "", requests("1", "0")), "b");
    // Of 2 CPUs and 4Gi: a quarter of each on a, three quarters and one on b.
    assertEquals(
        List.of(100L, 75L),
        scores(new NodeResourcesBalancedAllocation(), pod("p", "", requests("500m", "1Gi")), view));
  }

  @Test
  void anEmptyPreferenceIsForEveryNodeAndAnEmptyTermForNone() {
    ClusterView view = cluster(node("a", "disk: ssd", ""), node("b", "", ""));
    String preferred =
        "affinity: {nodeAffinity: {%s: [{weight: 1, preference: {}}, {weight: 3, preference:"
            + " {matchExpressions: [{key: disk, operator: Exists}]}}]}}";
    assertEquals(
        List.of(100L, 25L),
        scores(new NodeAffinity(), pod("p", "", preferred.formatted(PREFERRED)), view));
    String required = "affinity: {nodeAffinity: {%s: {nodeSelectorTerms: [{}]}}}";
    assertEquals(
        List.of("node(s) didn't match Pod's node affinity/selector"),
        filter(new NodeAffinity(), pod("p", "", required.formatted(REQUIRED)), view, "a")
            .reasons());
    String byName =
        "affinity: {nodeAffinity: {%s: {nodeSelectorTerms: [{}, {matchFields: [{key:"
            + " metadata.name, operator: In, values: [b]}]}]}}}";
    JsonObject pinned = pod("p", "", byName.formatted(REQUIRED));
    assertNull(filter(new NodeAffinity(), pinned, view, "b"));
    assertEquals(1, filter(new NodeAffinity(), pinned, view, "a").reasons().size());
  }

  @Test
  void hostPortsConflictByAddressAndProtocol() {
    ClusterView view = cluster(node("a", "", ""));
    place(view, port("there", "hostIP: 10.0.0.1, protocol: TCP"), "a");
    assertNull(filter(new NodePorts(), port("p", "protocol: UDP"), view, "a"));
    assertNull(filter(new NodePorts(), port("p", "hostIP: 10.0.0.2"), view, "a"));
    for (String taken : List.of("hostIP: 10.0.0.1", "hostIP: 0.0.0.0", "protocol: TCP")) {
      assertEquals(
          List.of("node(s) didn't have free ports for the requested pod ports"),
          filter(new NodePorts(), port("p", taken), view, "a").reasons(),
          taken);
    }
  }

  private static JsonObject port(String name, String more) {
    return yaml(
        """
        metadata: {name: %s, namespace: default}
        spec: {containers: [{name: c, ports: [{containerPort: 80, hostPort: 80, %s}]}]}
        """
            .formatted(name, more));
  }
}
