package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
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

  @Test
  void deletionAsksThenKillsThenCleansUp() {
    ship.runtime.endsOn = "nothing";
    ship.run(Ship.simple("", ""));
    ship.delete(30);
    assertEquals(List.of("TERM"), ship.runtime.signals);
    assertTrue(ship.said("Killing: Stopping container main"));
    ship.pass(29);
    assertFalse(ship.finished);
    assertFalse(ship.ready("main"));
    ship.pass(2);
    assertEquals(List.of("TERM", "KILL"), ship.runtime.signals);
    assertTrue(ship.finished);
    assertEquals(137, ship.terminated("main").integer("exitCode", 0));
    assertEquals("Failed", ship.phase());
    assertEquals(0, ship.runtime.count());
    assertTrue(ship.sandboxes.sandboxes.isEmpty());
    assertTrue(ship.network.attached.isEmpty());
    assertTrue(ship.worker.isFinished());
  }

  @Test
  void aSecondDeletionMayShortenTheFirst() {
    ship.runtime.endsOn = "nothing";
    ship.run(Ship.simple("", ""));
    ship.delete(300);
    ship.pass(5);
    ship.delete(1);
    ship.pass(2);
    assertTrue(ship.finished);
  }

  @Test
  void thePreStopHookComesBeforeTheSignal() {
    ship.run(Ship.simple(",'lifecycle':{'preStop':{'exec':{'command':['bye']}}}", ""));
    ship.delete(30);
    ship.pass(1);
    assertTrue(ship.finished);
    assertEquals(List.of("TERM"), ship.runtime.signals);
  }

  @Test
  void aFailingPostStartHookStopsTheContainer() {
    ship.runtime.commands.put("hello", 1);
    ship.run(Ship.simple(",'lifecycle':{'postStart':{'exec':{'command':['hello']}}}", ""));
    ship.step();
    assertTrue(ship.said("FailedPostStartHook: "));
    assertTrue(ship.runtime.signals.contains("TERM"));
  }

  @Test
  void aDeadlineFailsThePod() {
    ship.run(Ship.simple("", ",'activeDeadlineSeconds':60"));
    ship.pass(59);
    assertEquals("Running", ship.phase());
    ship.pass(2);
    assertEquals("Failed", ship.phase());
    assertEquals("DeadlineExceeded", ship.pod.object("status").string("reason"));
    assertFalse(ship.runtime.runs("main"));
    assertFalse(ship.finished, "it is not deleted");
  }

  @Test
  void aRuntimeThatIsAwayChangesNothing() {
    ship.run(Ship.simple("", ""));
    JsonObject before = ship.pod;
    ship.runtime.away = true;
    ship.pass(30);
    assertEquals(before, ship.pod);
    ship.runtime.away = false;
    ship.pass(5);
    assertEquals(1, ship.runtime.created.size());
  }

  @Test
  void aRestartOfTheAgentAdoptsWhatRuns() {
    ship.run(Ship.simple("", ""));
    JsonObject before = ship.pod.object("status");
    ship.restartAgent();
    assertEquals(1, ship.runtime.created.size());
    assertEquals(before, ship.pod.object("status"));
  }

  @Test
  void afterARebootEverythingStartsAgainInANewSandbox() {
    ship.run(
        Ship.pod(
            """
            {'initContainers':[{'name':'one','image':'busybox:1.36'}],
             'containers':[{'name':'main','image':'busybox:1.36'}]}
            """));
    ship.runtime.exit("one", 0);
    ship.step();
    ship.runtime.exit("main", 137);
    ship.sandboxes.sandboxes.clear();
    ship.restartAgent();
    assertTrue(ship.runtime.runs("one"));
    ship.runtime.exit("one", 0);
    ship.step();
    assertTrue(ship.runtime.runs("main"));
    assertEquals(1, ship.container("main").integer("restartCount", 0));
    assertEquals(2, ship.runtime.created.stream().filter(c -> c.name().contains("one")).count());
  }

  @Test
  void aChangedImageReplacesTheContainer() {
    ship.run(Ship.simple("", ""));
    ship.runtime.add("docker.io/library/busybox:2");
    JsonObject spec = Ship.pod("{'containers':[{'name':'main','image':'busybox:2'}]}");
    ship.update(ship.pod.with("spec", spec.get("spec")));
    ship.pass(1);
    assertTrue(ship.said("Killing: Container main definition changed, will be restarted"));
    assertTrue(ship.runtime.runs("main"));
    assertEquals("docker.io/library/busybox:2", ship.container("main").string("image"));
  }

  @Test
  void anEphemeralContainerIsAddedAndNotRestarted() {
    ship.run(Ship.simple("", ""));
    JsonObject spec =
        Ship.pod(
                "{'containers':[{'name':'main','image':'busybox:1.36'}],"
                    + "'ephemeralContainers':[{'name':'debug','image':'busybox:1.36'}]}")
            .object("spec");
    ship.update(ship.pod.with("spec", spec));
    assertTrue(ship.runtime.runs("debug"));
    ship.runtime.exit("debug", 0);
    ship.pass(60);
    assertFalse(ship.runtime.runs("debug"));
    assertEquals("Completed", ship.terminated("debug").string("reason"));
    assertEquals("Running", ship.phase());
  }

  @Test
  void aRefusedAddressIsAFailedSandboxAndTriedAgain() {
    ship.network.refuses = true;
    ship.run(Ship.simple("", ""));
    assertTrue(ship.said("FailedCreatePodSandBox: Failed to create pod sandbox: "));
    assertEquals("False", ship.condition("PodReadyToStartContainers"));
    ship.network.refuses = false;
    ship.pass(3);
    assertEquals("Running", ship.phase());
  }

  @Test
  void aRootImageIsRefusedWhereRootIs() {
    ship.run(Ship.simple(",'securityContext':{'runAsNonRoot':true}", ""));
    assertEquals("CreateContainerConfigError", ship.waiting("main"));
    assertTrue(
        ship.container("main")
            .object("state")
            .object("waiting")
            .string("message")
            .startsWith("container has runAsNonRoot and image will run as root"));
  }

  @Test
  void aReadinessGateHoldsThePodBack() {
    ship.run(Ship.simple("", ",'readinessGates':[{'conditionType':'x.io/y'}]"));
    assertEquals(
        "False ReadinessGatesNotReady: corresponding condition of pod readiness gate"
            + " \"x.io/y\" does not exist.",
        ship.condition("Ready"));
    assertEquals("True", ship.condition("ContainersReady"));
    JsonObject gate = JsonObject.of("type", "x.io/y").with("status", "True");
    JsonObject status = ship.pod.object("status");
    ship.update(
        ship.pod.with("status", status.with("conditions", status.array("conditions").with(gate))));
    assertEquals("True", ship.condition("Ready"));
  }

  @Test
  void aPodOnTheHostsNetworkHasItsAddress() {
    ship.run(Ship.simple("", ",'hostNetwork':true"));
    assertEquals("192.168.0.1", ship.pod.object("status").string("podIP"));
    assertEquals("host", ship.runtime.created.getFirst().namespaces().network());
    assertTrue(ship.network.attached.isEmpty());
  }

  @Test
  void servicesAreInTheEnvironment() {
    ship.services.add(
        Ship.pod("{'clusterIP':'10.96.0.1','ports':[{'name':'https','port':443}]}")
            .with("metadata", JsonObject.of("name", "kubernetes")));
    ship.run(Ship.simple("", ""));
    assertEquals(
        "10.96.0.1", ship.runtime.created.getFirst().environment().get("KUBERNETES_SERVICE_HOST"));
    assertEquals(
        "443", ship.runtime.created.getFirst().environment().get("KUBERNETES_SERVICE_PORT_HTTPS"));
    assertEquals("web", ship.runtime.created.getFirst().environment().get("HOSTNAME"));
  }

  @Test
  void anErrorOfTheRuntimeIsNotAPodsEnd() {
    ship.run(Ship.simple("", ""));
    assertFalse(ApiException.unavailable("x").getMessage().isEmpty());
    ship.runtime.away = true;
    ship.delete(0);
    assertFalse(ship.finished);
    ship.runtime.away = false;
    ship.pass(2);
    assertTrue(ship.finished);
  }
}
