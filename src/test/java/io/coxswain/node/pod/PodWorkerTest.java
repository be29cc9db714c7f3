package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Image;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodWorkerTest {
  @TempDir Path root;
  private Ship ship;

  @BeforeEach
  void ship() {
    ship = new Ship(root);
  }

  @Test
  void aPodOfOneContainerRunsAndIsReady() {
    ship.run(Ship.simple("", ""));
    assertEquals("Running", ship.phase());
    assertTrue(ship.ready("main"));
    assertEquals("True", ship.condition("Ready"));
    assertEquals("True", ship.condition("ContainersReady"));
    assertEquals("True", ship.condition("Initialized"));
    assertEquals("True", ship.condition("PodReadyToStartContainers"));
    assertEquals("10.244.0.2", ship.pod.object("status").string("podIP"));
    assertEquals("192.168.0.1", ship.pod.object("status").string("hostIP"));
    assertEquals("2026-01-01T00:00:00Z", ship.pod.object("status").string("startTime"));
    assertEquals("BestEffort", ship.pod.object("status").string("qosClass"));
    assertEquals("podman://c1", ship.container("main").string("containerID"));
    assertEquals("docker.io/library/busybox:1.36", ship.container("main").string("image"));
    assertTrue(ship.said("Pulled: Container image \"busybox:1.36\" already present"));
    assertTrue(ship.said("Created: "));
    assertTrue(ship.said("Started: "));
  }

  @Test
  void aFailedContainerIsRestartedAtOnceThenAfterTenThenTwentySeconds() {
    ship.run(Ship.simple("", ""));
    ship.runtime.exit("main", 1);
    ship.step();
    assertTrue(ship.runtime.runs("main"));
    assertEquals(1, ship.container("main").integer("restartCount", 0));
    assertEquals(1, ship.last("main").integer("exitCode", 0));
    assertEquals("Error", ship.last("main").string("reason"));
    ship.runtime.exit("main", 2);
    ship.step();
    assertEquals("CrashLoopBackOff", ship.waiting("main"));
    assertEquals(
        "back-off 10s restarting failed container=main pod=web_ns(u1)",
        ship.container("main").object("state").object("waiting").string("message"));
    assertTrue(ship.said("BackOff: Back-off restarting failed container main in pod web_ns(u1)"));
    assertEquals("Running", ship.phase());
    ship.pass(9);
    assertFalse(ship.runtime.runs("main"));
    ship.pass(2);
    assertTrue(ship.runtime.runs("main"));
    ship.runtime.exit("main", 2);
    ship.pass(19);
    assertFalse(ship.runtime.runs("main"));
    ship.pass(2);
    assertTrue(ship.runtime.runs("main"));
    assertEquals(3, ship.container("main").integer("restartCount", 0));
  }

  @Test
  void backOffEndsAtFiveMinutesAndBeginsAnewAfterTenQuietOnes() {
    ship.run(Ship.simple("", ""));
    for (int i = 0; i < 8; i++) {
      ship.runtime.exit("main", 1);
      ship.pass(301);
      assertTrue(ship.runtime.runs("main"));
    }
    ship.runtime.exit("main", 1);
    ship.step();
    assertTrue(
        ship.container("main")
            .object("state")
            .object("waiting")
            .string("message")
            .startsWith("back-off 5m0s"));
    ship.pass(301);
    ship.pass(601);
    ship.runtime.exit("main", 1);
    ship.step();
    assertTrue(ship.runtime.runs("main"), "a container that ran for ten minutes is not to blame");
  }

  @Test
  void onlyTheLastTwoContainersOfANameAreKept() {
    ship.run(Ship.simple("", ""));
    for (int i = 0; i < 4; i++) {
      ship.runtime.exit("main", 1);
      ship.pass(301);
    }
    assertEquals(2, ship.runtime.count());
  }

  @Test
  void aPodThatNeverRestartsSucceedsOrFails() {
    ship.run(Ship.simple("", ",'restartPolicy':'Never'"));
    ship.runtime.exit("main", 0);
    ship.step();
    assertEquals("Succeeded", ship.phase());
    assertEquals("Completed", ship.terminated("main").string("reason"));
    assertEquals("False PodCompleted", ship.condition("Ready"));
    assertEquals("True PodCompleted", ship.condition("Initialized"));
    assertTrue(ship.sandboxes.sandboxes.isEmpty());
    assertTrue(ship.network.attached.isEmpty());
    assertEquals(1, ship.runtime.count(), "kept for its log");
    assertEquals("10.244.0.2", ship.pod.object("status").string("podIP"));
  }

  @Test
  void aFailureUnderNeverFailsThePod() {
    ship.run(Ship.simple("", ",'restartPolicy':'Never'"));
    ship.runtime.exit("main", 3);
    ship.step();
    assertEquals("Failed", ship.phase());
    assertEquals(3, ship.terminated("main").integer("exitCode", 0));
    assertEquals("False PodFailed", ship.condition("Ready"));
    ship.restartAgent();
    assertEquals("Failed", ship.phase());
    assertEquals(1, ship.runtime.created.size());
  }

  @Test
  void onFailureRestartsOnlyFailures() {
    ship.run(Ship.simple("", ",'restartPolicy':'OnFailure'"));
    ship.runtime.exit("main", 1);
    ship.step();
    assertTrue(ship.runtime.runs("main"));
    ship.runtime.exit("main", 0);
    ship.step();
    assertEquals("Succeeded", ship.phase());
  }

  @Test
  void aKillForMemoryIsSaidSo() {
    ship.run(Ship.simple("", ",'restartPolicy':'Never'"));
    ship.runtime.outOfMemory("main");
    ship.step();
    assertEquals("OOMKilled", ship.terminated("main").string("reason"));
  }

  @Test
  void initContainersRunOneAfterAnother() {
    ship.run(
        Ship.pod(
            """
            {'initContainers':[{'name':'one','image':'busybox:1.36'},
                               {'name':'two','image':'busybox:1.36'}],
             'containers':[{'name':'main','image':'busybox:1.36'}]}
            """));
    assertEquals("Pending", ship.phase());
    assertTrue(ship.runtime.runs("one"));
    assertFalse(ship.runtime.runs("two"));
    assertEquals("PodInitializing", ship.waiting("main"));
    assertEquals(
        "False ContainersNotInitialized: containers with incomplete status: [one two]",
        ship.condition("Initialized"));
    ship.runtime.exit("one", 0);
    ship.step();
    assertTrue(ship.runtime.runs("two"));
    assertTrue(ship.ready("one"));
    ship.runtime.exit("two", 0);
    ship.step();
    assertTrue(ship.runtime.runs("main"));
    assertEquals("Running", ship.phase());
    assertEquals("True", ship.condition("Initialized"));
  }

  @Test
  void aFailedInitContainerIsTriedAgainOrFailsThePod() {
    String spec =
        """
        {'initContainers':[{'name':'one','image':'busybox:1.36'}],
         'containers':[{'name':'main','image':'busybox:1.36'}]%s}
        """;
    ship.run(Ship.pod(spec.formatted("")));
    ship.runtime.exit("one", 1);
    ship.step();
    assertTrue(ship.runtime.runs("one"));
    ship.runtime.exit("one", 1);
    ship.step();
    assertEquals("CrashLoopBackOff", ship.waiting("one"));
    assertEquals("Pending", ship.phase());

    Ship other = new Ship(root.resolve("other"));
    other.run(Ship.pod(spec.formatted(",'restartPolicy':'Never'")));
    other.runtime.exit("one", 1);
    other.step();
    assertEquals("Failed", other.phase());
    assertFalse(other.runtime.runs("main"));
  }

  @Test
  void aFailedPodStillTellsWhichInitContainersAreIncomplete() {
    ship.run(
        Ship.pod(
            """
            {'initContainers':[{'name':'one','image':'busybox:1.36'},
                               {'name':'two','image':'busybox:1.36'}],
             'containers':[{'name':'main','image':'busybox:1.36'}],'restartPolicy':'Never'}
            """));
    ship.runtime.exit("one", 0);
    ship.step();
    ship.runtime.exit("two", 1);
    ship.step();
    ship.step();
    assertEquals("Failed", ship.phase());
    assertEquals(
        "False ContainersNotInitialized: containers with incomplete status: [two]",
        ship.condition("Initialized"));
  }

  @Test
  void aSidecarStartsFirstAndStopsLast() {
    ship.run(
        Ship.pod(
            """
            {'initContainers':[{'name':'side','image':'busybox:1.36','restartPolicy':'Always'}],
             'containers':[{'name':'main','image':'busybox:1.36'}],'restartPolicy':'Never'}
            """));
    assertTrue(ship.runtime.runs("side"));
    assertTrue(ship.runtime.runs("main"));
    assertEquals("Running", ship.phase());
    assertTrue(ship.container("side").bool("started", false));
    ship.runtime.exit("main", 0);
    ship.step();
    ship.step();
    assertFalse(ship.runtime.runs("side"));
    assertEquals("Succeeded", ship.phase());
  }

  @Test
  void aSidecarWithAStartupProbeHoldsTheOthersBack() {
    ship.runtime.commands.put("check", 1);
    ship.run(
        Ship.pod(
            """
            {'initContainers':[{'name':'side','image':'busybox:1.36','restartPolicy':'Always',
               'startupProbe':{'exec':{'command':['check']},'periodSeconds':1,
                               'failureThreshold':30}}],
             'containers':[{'name':'main','image':'busybox:1.36'}]}
            """));
    ship.pass(3);
    assertFalse(ship.runtime.runs("main"));
    ship.runtime.commands.put("check", 0);
    ship.pass(2);
    assertTrue(ship.runtime.runs("main"));
  }

  @Test
  void aMissingImageIsPulledAgainWithBackOff() {
    ship.run(Ship.pod("{'containers':[{'name':'main','image':'nginx'}]}"));
    assertTrue(ship.said("Pulling: Pulling image \"nginx\""));
    assertTrue(ship.said("Failed: Failed to pull image \"nginx\": manifest unknown"));
    assertTrue(ship.said("Failed: Error: ErrImagePull"));
    ship.pass(2);
    assertEquals("ImagePullBackOff", ship.waiting("main"));
    assertTrue(ship.said("BackOff: Back-off pulling image \"nginx\""));
    assertEquals(1, ship.runtime.pulls);
    String name = "docker.io/library/nginx:latest";
    ship.runtime.registry.put(name, new Image("sha256:1", List.of(name), List.of(), 5, ""));
    ship.pass(10);
    assertEquals(2, ship.runtime.pulls);
    assertTrue(ship.said("Pulled: Successfully pulled image \"nginx\""));
    assertEquals("Running", ship.phase());
  }

  @Test
  void anImageThatMayNotBePulledOrCannotBeNamedIsSaidSo() {
    ship.run(
        Ship.pod("{'containers':[{'name':'main','image':'nginx','imagePullPolicy':'Never'}]}"));
    assertEquals("ErrImageNeverPull", ship.waiting("main"));
    Ship other = new Ship(root.resolve("other"));
    other.run(Ship.pod("{'containers':[{'name':'main','image':'Not A Name'}]}"));
    assertEquals("InvalidImageName", other.waiting("main"));
    assertTrue(other.said("InspectFailed: Failed to apply default image tag"));
  }

  @Test
  void aMissingConfigMapHoldsTheContainerBackUntilItIsThere() {
    ship.run(
        Ship.simple(
            ",'env':[{'name':'A','valueFrom':{'configMapKeyRef':{'name':'cm','key':'a'}}}]", ""));
    assertEquals("CreateContainerConfigError", ship.waiting("main"));
    assertEquals(
        "configmap \"cm\" not found",
        ship.container("main").object("state").object("waiting").string("message"));
    assertTrue(ship.said("Failed: Error: configmap \"cm\" not found"));
    ship.objects.configMaps.put("ns/cm", JsonObject.of("data", JsonObject.of("a", "hello")));
    ship.pass(11);
    assertEquals("Running", ship.phase());
    assertEquals("hello", ship.runtime.created.getLast().environment().get("A"));
  }

  @Test
  void aMissingVolumeSourceIsAFailedMount() {
    ship.run(Ship.simple("", ",'volumes':[{'name':'v','secret':{'secretName':'s'}}]"));
    assertEquals("ContainerCreating", ship.waiting("main"));
    assertTrue(
        ship.said(
            "FailedMount: MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found"));
    ship.objects.secrets.put("ns/s", JsonObject.of("data", JsonObject.EMPTY));
    ship.pass(3);
    assertEquals("Running", ship.phase());
  }

  @Test
  void aCommandThatCannotBeRunIsAStartError() {
    ship.runtime.startError = "exec: \"nope\": not found";
    ship.run(Ship.simple("", ",'restartPolicy':'Never'"));
    assertEquals("Failed", ship.phase());
    assertEquals("StartError", ship.terminated("main").string("reason"));
    assertEquals(128, ship.terminated("main").integer("exitCode", 0));
    Ship other = new Ship(root.resolve("other"));
    other.runtime.startError = "exec: \"nope\": not found";
    other.run(Ship.simple("", ""));
    other.pass(1);
    assertEquals("CrashLoopBackOff", other.waiting("main"));
    assertEquals("StartError", other.last("main").string("reason"));
  }

  @Test
  void aFailingLivenessProbeRestartsTheContainer() {
    ship.runtime.commands.put("live", 1);
    ship.run(
        Ship.simple(
            ",'livenessProbe':{'exec':{'command':['live']},'periodSeconds':5,"
                + "'failureThreshold':3}",
            ""));
    ship.pass(9);
    assertEquals(0, ship.container("main").integer("restartCount", 0));
    assertTrue(ship.said("Unhealthy: Liveness probe failed: ran live"));
    ship.pass(3);
    assertTrue(ship.said("Killing: Container main failed liveness probe, will be restarted"));
    assertEquals(1, ship.container("main").integer("restartCount", 0));
  }

  @Test
  void readinessFollowsItsProbe() {
    ship.runtime.commands.put("ready", 1);
    ship.run(
        Ship.simple(
            ",'readinessProbe':{'exec':{'command':['ready']},'periodSeconds':2,"
                + "'initialDelaySeconds':3,'failureThreshold':1}",
            ""));
    assertEquals(
        "False ContainersNotReady: containers with unready status: [main]",
        ship.condition("Ready"));
    ship.pass(4);
    assertFalse(ship.ready("main"));
    ship.runtime.commands.put("ready", 0);
    ship.pass(2);
    assertTrue(ship.ready("main"));
    assertEquals("True", ship.condition("Ready"));
    ship.runtime.commands.put("ready", 1);
    ship.pass(2);
    assertFalse(ship.ready("main"));
    assertTrue(ship.runtime.runs("main"));
  }

  @Test
  void anAdoptedContainerStaysReadyUntilAProbeFails() {
    String probe = ",'readinessProbe':{'exec':{'command':['ready']},'periodSeconds':5}";
    ship.run(Ship.simple(probe, ""));
    ship.pass(1);
    assertTrue(ship.ready("main"));
    JsonObject before = ship.pod;
    ship.runtime.commands.put("ready", 1);
    ship.restartAgent();
    assertTrue(ship.ready("main"));
    assertEquals(1, ship.runtime.created.size());
    assertEquals(
        before.object("status").get("containerStatuses"),
        ship.pod.object("status").get("containerStatuses"));
  }
}
