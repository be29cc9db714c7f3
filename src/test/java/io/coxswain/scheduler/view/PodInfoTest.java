package io.coxswain.scheduler.view;

import static io.coxswain.scheduler.Given.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodInfoTest {
  private static PodInfo pod(String spec) {
    return PodInfo.of(yaml("metadata: {name: p, namespace: default}\nspec:\n" + spec.indent(2)));
  }

  private static Map<String, Long> requests(String spec) {
    return pod(spec).requests().amounts();
  }

  @Test
  void initContainersRunBesideTheSidecarsStartedBeforeThem() {
    String spec =
        """
        initContainers:
        - {name: before, resources: {requests: {cpu: 900m}}}
        - {name: sidecar, restartPolicy: Always, resources: {requests: {cpu: 200m}}}
        - {name: after, resources: {requests: {cpu: 800m}}}
        containers:
        - {name: c, resources: {requests: {cpu: 500m, memory: 1Mi}}}
        """;
    // Starting: 900, then 200 + 800; running: 200 + 500.
    assertEquals(Map.of("cpu", 1000L, "memory", 1048576L), requests(spec));
  }

  @Test
  void podLevelRequestsReplaceWhatTheyNameAndOverheadIsAdded() {
    String spec =
        """
        resources: {requests: {cpu: "1"}}
        overhead: {cpu: 100m, memory: 1Ki}
        containers:
        - {name: c, resources: {requests: {cpu: 1500m, memory: 1Ki}}}
        """;
    assertEquals(Map.of("cpu", 1100L, "memory", 2048L), requests(spec));
  }

  @Test
  void silentContainersCountSomethingForScoresOnly() {
    PodInfo pod =
        pod("containers: [{name: a}, {name: b, resources: {requests: {cpu: 50m, memory: 0}}}]");
    assertEquals(50L, pod.requests().get("cpu"));
    assertEquals(150L, pod.scored().get("cpu"));
    assertEquals(200L * 1024 * 1024, pod.scored().get("memory"));
  }

  @Test
  void fractionsAreRoundedUp() {
    assertEquals(
        Map.of("cpu", 1L, "memory", 1L),
        requests("containers: [{resources: {requests: {cpu: 100u, memory: 500m}}}]"));
  }

  @Test
  void onlyContainersThatStayTakePorts() {
    PodInfo pod =
        pod(
            """
            initContainers:
            - {name: once, ports: [{hostPort: 1}]}
            - {name: sidecar, restartPolicy: Always, ports: [{hostPort: 2}]}
            containers:
            - {name: c, ports: [{hostPort: 3, protocol: UDP}, {containerPort: 4}]}
            """);
    assertEquals(
        java.util.List.of(new HostPort("0.0.0.0", "TCP", 2), new HostPort("0.0.0.0", "UDP", 3)),
        pod.hostPorts());
  }

  @Test
  void tolerationsMatchByKeyEffectAndValue() {
    Taint taint = new Taint("k", "5", "NoSchedule");
    assertTrue(toleration("{operator: Exists}").tolerates(taint));
    assertTrue(toleration("{key: k, value: '5', effect: NoSchedule}").tolerates(taint));
    assertTrue(toleration("{key: k, value: '5'}").tolerates(taint));
    assertFalse(toleration("{key: k, value: '6'}").tolerates(taint));
    assertFalse(toleration("{key: l, operator: Exists}").tolerates(taint));
    assertFalse(toleration("{key: k, operator: Exists, effect: NoExecute}").tolerates(taint));
    assertTrue(toleration("{key: k, operator: Gt, value: '4'}").tolerates(taint));
    assertFalse(toleration("{key: k, operator: Lt, value: '4'}").tolerates(taint));
    assertFalse(toleration("{key: k, operator: Gt, value: x}").tolerates(taint));
  }

  private static Toleration toleration(String yaml) {
    JsonObject toleration = yaml(yaml);
    return Toleration.of(toleration);
  }
}
