package io.coxswain.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pods end, are adopted and begin again. */
class PodEndTest {
  @TempDir Path root;
  private Ship ship;

  @BeforeEach
  void ship() {
    ship = new Ship(root);
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
