package io.coxswain.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Containers that die or fall ill. */
class HealingTest {
  @RegisterExtension final Place place = new Place();

  private ContainerStatus container(String pod) {
    return place.pod(pod).getStatus().getContainerStatuses().getFirst();
  }

  @Test
  void aKilledContainerComesBack() {
    place.apply(Yaml.pod("victim", Yaml.BOX, "echo life; exec sleep 100000.5", "nodeName: n2"));
    place.ready("victim");
    ContainerStatus before = container("victim");
    Lab.on(
            2,
            "kill -KILL $(pidof busybox sleep | tr ' ' '\\n' | while read p; do grep -qz 100000.5 /proc/$p/cmdline && echo $p; done)")
        .orFail();
    Eventually.equal(30, 1, () -> container("victim").getRestartCount());
    place.ready("victim");
    ContainerStatus after = container("victim");
    assertNotEquals(before.getContainerID(), after.getContainerID());
    assertEquals(137, after.getLastState().getTerminated().getExitCode());
    assertEquals("Error", after.getLastState().getTerminated().getReason());
    assertEquals(before.getContainerID(), after.getLastState().getTerminated().getContainerID());
    assertEquals("life", place.kubectl("logs victim --previous"));
  }

  @Test
  void aFailingLivenessProbeRestartsTheContainer() {
    place.apply(
        Yaml.pod("ill", Yaml.BOX, "touch /tmp/well; trap exit TERM; while :; do sleep 1; done", "")
            + "    livenessProbe: {exec: {command: [cat, /tmp/well]}, periodSeconds: 1, failureThreshold: 2}\n");
    place.ready("ill");
    Eventually.pause(3000);
    assertEquals(0, container("ill").getRestartCount(), "a healthy one is left alone");
    place.in("ill", "rm /tmp/well");
    Eventually.equal(30, 1, () -> container("ill").getRestartCount());
    assertTrue(place.event(10, "ill", "Unhealthy").contains("Liveness probe failed"));
    assertTrue(place.event(10, "ill", "Killing").contains("failed liveness probe"));
    place.ready("ill");
  }

  @Test
  void aFailingReadinessProbeLeavesTheEndpointsAndReturns() {
    place.apply(Yaml.web("moody", 2) + "---\n" + Yaml.service("moody", "moody", ""));
    place.kubectl("rollout status deployment/moody --timeout=90s");
    String pod = place.pods("moody").getFirst().getMetadata().getName();
    String ip = place.pod(pod).getStatus().getPodIP();
    String query = "get endpoints moody -o jsonpath='{.subsets[*].addresses[*].ip}'";
    Eventually.holds(
        10, "both in the endpoints", () -> place.kubectl(query).split(" ").length == 2);
    place.in(pod, "mv /usr/share/nginx/html/index.html /tmp/");
    Eventually.holds(30, "it left", () -> !place.kubectl(query).contains(ip));
    assertTrue(place.kubectl("get pod " + pod).contains("0/1"));
    assertTrue(
        place
            .event(10, pod, "Unhealthy")
            .contains("Readiness probe failed: HTTP probe failed with statuscode: 40"));
    assertEquals(0, container(pod).getRestartCount());
    place.in(pod, "mv /tmp/index.html /usr/share/nginx/html/");
    Eventually.holds(30, "it returned", () -> place.kubectl(query).contains(ip));
  }

  @Test
  void aStartupProbeHoldsTheOthersBackAndTcpProbesWork() {
    place.apply(
        Yaml.pod("slow", Yaml.BOX, "sleep 4; exec httpd -f -p 8080", "")
            + """
                  startupProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 30}
                  livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 1}
                  readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
              """);
    place.ready("slow");
    ContainerStatus status = container("slow");
    assertEquals(0, status.getRestartCount());
    assertTrue(status.getStarted());
  }
}
