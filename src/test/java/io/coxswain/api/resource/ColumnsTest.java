package io.coxswain.api.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  private static String row(String yaml) {
    JsonObject object = Given.yaml(yaml);
    List<Json> cells = Given.strategy(object).columns().cells().apply(object, NOW);
    return cells.stream()
        .map(
            c ->
                switch (c) {
                  case JsonString s -> s.value();
                  case JsonNumber n -> n.toString();
                  default -> c.text();
                })
        .collect(Collectors.joining(" | "));
  }

  private static String pod(String rest) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, creationTimestamp: "2026-01-01T00:00:00Z"}
        """
        + rest;
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "119,119s",
    "120,2m",
    "200,3m20s",
    "600,10m",
    "10799,179m",
    "10800,3h",
    "11100,3h5m",
    "36000,10h",
    "172800,2d",
    "180000,2d2h",
    "864000,10d",
    "63072000,2y",
    "-1,0s",
    "-5,<invalid>"
  })
  void agesAreRounded(long seconds, String text) {
    assertEquals(text, HumanDuration.of(Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {phase: Running, containerStatuses: [{ready: true, restartCount: 0, state: {running: {}}}]} | 1/1 # Running # 0
          {phase: Pending} | 0/1 # Pending # 0
          {phase: Running, containerStatuses: [{ready: false, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {finishedAt: "2026-01-01T00:55:00Z"}}}]} | 0/1 # CrashLoopBackOff # 4 (5m ago)
          {phase: Succeeded, containerStatuses: [{restartCount: 0, state: {terminated: {reason: Completed}}}]} | 0/1 # Completed # 0
          {phase: Failed, containerStatuses: [{restartCount: 0, state: {terminated: {exitCode: 3}}}]} | 0/1 # ExitCode:3 # 0
          {phase: Failed, containerStatuses: [{restartCount: 0, state: {terminated: {signal: 9}}}]} | 0/1 # Signal:9 # 0
          {phase: Pending, initContainerStatuses: [{name: i, restartCount: 1, state: {running: {}}}]} | 0/1 # Init:0/1 # 1
          {phase: Pending, initContainerStatuses: [{name: i, restartCount: 1, state: {waiting: {reason: ImagePullBackOff}}}]} | 0/1 # Init:ImagePullBackOff # 1
          {phase: Failed, reason: Evicted} | 0/1 # Evicted # 0
          {phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: SchedulingGated}]} | 0/1 # SchedulingGated # 0
          """)
  void aPodsStatusSaysWhatIsWrong(String status, String cells) {
    String row =
        row(pod("spec: {containers: [{name: c}], initContainers: [{name: i}]}\nstatus: " + status));
    assertEquals(
        "p | " + cells.replace(" # ", " | ") + " | 60m | <none> | <none> | <none> | <none>", row);
  }

  @Test
  void aPodBeingDeletedIsTerminatingUnlessItHasEnded() {
    String deleting =
        pod("spec: {containers: [{name: c}]}\nstatus: {phase: Running}\n")
            .replace("name: p,", "name: p, deletionTimestamp: '2026-01-01T00:59:00Z',");
    assertEquals(
        "p | 0/1 | Terminating | 0 | 60m | <none> | <none> | <none> | <none>", row(deleting));
    assertEquals(
        "p | 0/1 | Succeeded | 0 | 60m | <none> | <none> | <none> | <none>",
        row(deleting.replace("phase: Running", "phase: Succeeded")));
  }

  @Test
  void sidecarsCountAsContainers() {
    assertEquals(
        "p | 2/2 | Running | 1 | 60m | 10.244.0.5 | n1 | <none> | 1/1",
        row(
            pod(
                """
                spec:
                  nodeName: n1
                  readinessGates: [{conditionType: a/b}]
                  containers: [{name: c}]
                  initContainers: [{name: s, restartPolicy: Always}]
                status:
                  phase: Running
                  podIPs: [{ip: 10.244.0.5}]
                  conditions: [{type: a/b, status: "True"}]
                  initContainerStatuses:
                  - {name: s, started: true, ready: true, restartCount: 1, state: {running: {}}}
                  containerStatuses: [{ready: true, restartCount: 0, state: {running: {}}}]
                """)));
  }

  @Test
  void workloadsShowTheirProgress() {
    String template =
        "selector: {matchLabels: {b: '2', a: '1'}}, template: {spec: {containers: [{name: c,"
            + " image: i}, {name: d, image: j}]}}";
    String head = "metadata: {name: w, creationTimestamp: '2026-01-01T00:58:30Z'}\n";
    assertEquals(
        "w | 1/3 | 2 | 1 | 90s | c,d | i,j | b=2,a=1",
        row(
            "apiVersion: apps/v1\nkind: Deployment\n"
                + head
                + "spec: {replicas: 3, "
                + template
                + "}\nstatus: {readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1}"));
    assertEquals(
        "w | 3 | 2 | 1 | 90s | c,d | i,j | b=2,a=1",
        row(
            "apiVersion: apps/v1\nkind: ReplicaSet\n"
                + head
                + "spec: {replicas: 3, "
                + template
                + "}\nstatus: {replicas: 2, readyReplicas: 1}"));
    assertEquals(
        "w | Complete | 1/1 | 30s | 90s |  |  | <none>",
        row(
            "apiVersion: batch/v1\nkind: Job\n"
                + head
                + "spec: {completions: 1}\nstatus: {succeeded: 1, startTime:"
                + " '2026-01-01T00:00:00Z', completionTime: '2026-01-01T00:00:30Z', conditions:"
                + " [{type: Complete, status: 'True'}]}"));
  }

  @Test
  void servicesShowAddressesAndPorts() {
    String head =
        "apiVersion: v1\nkind: Service\n"
            + "metadata: {name: s, creationTimestamp: '2026-01-01T00:58:30Z'}\n";
    assertEquals(
        "s | NodePort | 10.96.0.7 | <none> | 80:30080/TCP,53/UDP | 90s | a=b",
        row(
            head
                + "spec: {type: NodePort, clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7], selector:"
                + " {a: b}, ports: [{port: 80, nodePort: 30080, protocol: TCP}, {port: 53,"
                + " protocol: UDP}]}"));
    assertEquals(
        "s | LoadBalancer | 10.96.0.7 | <pending> | <none> | 90s | <none>",
        row(head + "spec: {type: LoadBalancer, clusterIP: 10.96.0.7}"));
    assertEquals(
        "s | ExternalName | <none> | a.example | <none> | 90s | <none>",
        row(head + "spec: {type: ExternalName, externalName: a.example}"));
  }

  @Test
  void nodesShowRolesAndReadiness() {
    assertEquals(
        "n1 | Ready,SchedulingDisabled | control-plane,edge | 90s | v1.36.0 | 10.0.0.1 | <none> |"
            + " Debian | 6.1 | podman://5.4",
        row(
            """
            apiVersion: v1
            kind: Node
            metadata:
              name: n1
              creationTimestamp: "2026-01-01T00:58:30Z"
              labels: {node-role.kubernetes.io/edge: "", node-role.kubernetes.io/control-plane: ""}
            spec: {unschedulable: true}
            status:
              conditions: [{type: Ready, status: "True"}]
              addresses: [{type: InternalIP, address: 10.0.0.1}]
              nodeInfo: {kubeletVersion: v1.36.0, osImage: Debian, kernelVersion: "6.1", containerRuntimeVersion: "podman://5.4"}
            """));
  }

  @Test
  void eventsShowTheirLastTimeAndObject() {
    assertEquals(
        "5m | Warning | BackOff | pod/p | spec.containers{c} | kubelet, n1 | again | 60m | 7 | e",
        row(
            """
            apiVersion: v1
            kind: Event
            metadata: {name: e}
            involvedObject: {kind: Pod, name: p, fieldPath: "spec.containers{c}"}
            type: Warning
            reason: BackOff
            message: "again\\n"
            count: 7
            firstTimestamp: "2026-01-01T00:00:00Z"
            lastTimestamp: "2026-01-01T00:55:00Z"
            source: {component: kubelet, host: n1}
            """));
  }

  @Test
  void longListsAreCut() {
    assertEquals(
        "e | 1.1.1.1:80,1.1.1.2:80,1.1.1.3:80 + 2 more... | 60m",
        row(
            """
            apiVersion: v1
            kind: Endpoints
            metadata: {name: e, creationTimestamp: "2026-01-01T00:00:00Z"}
            subsets:
            - addresses: [{ip: 1.1.1.1}, {ip: 1.1.1.2}, {ip: 1.1.1.3}, {ip: 1.1.1.4}, {ip: 1.1.1.5}]
              ports: [{port: 80}]
            """));
    assertEquals(
        "e | IPv4 | 80,443 | 1.1.1.1,1.1.1.2 | 60m",
        row(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: e, creationTimestamp: "2026-01-01T00:00:00Z"}
            addressType: IPv4
            ports: [{port: 80}, {port: 443}]
            endpoints: [{addresses: [1.1.1.1]}, {addresses: [1.1.1.2]}]
            """));
  }
}
