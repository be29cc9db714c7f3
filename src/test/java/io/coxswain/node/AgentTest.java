package io.coxswain.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.FakeApi;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Gvr;
import io.coxswain.node.journal.Journal;
import io.coxswain.node.runtime.FakeRuntime;
import io.coxswain.node.runtime.FakeSandboxes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
  private static final Gvr NODES = Gvr.core("nodes");
  private static final Gvr LEASES = Gvr.of("coordination.k8s.io/v1", "leases");
  private static final String SPEC =
      "{'nodeName':'n1','containers':[{'name':'main','image':'busybox:1.36'}]}";
  @TempDir Path root;
  private FakeRuntime runtime;
  private FakeSandboxes sandboxes;
  private AgentHarness harness;

  @BeforeEach
  void make() {
    runtime = new FakeRuntime(InstantSource.system());
    sandboxes = new FakeSandboxes();
    harness = new AgentHarness(root, runtime, sandboxes, false);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void theNodeRegistersAndRenewsItsLease() {
    harness.start();
    harness.until("lease", () -> !harness.api.list(LEASES).isEmpty());
    JsonObject node = harness.api.get(NODES, "", "n1");
    assertTrue(Conditions.isTrue(node, "Ready"));
    assertEquals("4Gi", node.object("status").object("capacity").string("memory"));
    assertEquals("110", node.object("status").object("allocatable").string("pods"));
    JsonObject info = node.object("status").object("nodeInfo");
    assertEquals("podman://5.4.2", info.string("containerRuntimeVersion"));
    assertEquals("n1", node.object("metadata").object("labels").string("kubernetes.io/hostname"));
    JsonObject lease = harness.api.get(LEASES, "kube-node-lease", "n1");
    assertEquals("n1", lease.object("spec").string("holderIdentity"));
  }

  @Test
  void aRuntimeThatIsAwayMakesTheNodeNotReady() {
    runtime.away = true;
    harness.start();
    harness.until("node", () -> !harness.api.list(NODES).isEmpty());
    JsonObject node = harness.api.get(NODES, "", "n1");
    assertFalse(Conditions.isTrue(node, "Ready"));
    runtime.away = false;
    harness.until("ready", () -> Conditions.isTrue(harness.api.get(NODES, "", "n1"), "Ready"));
  }

  @Test
  void aBoundPodRunsAndADeletedOneGoes() {
    harness.start();
    harness.pod("web", SPEC);
    harness.until("running", () -> harness.phase("web").equals("Running"));
    JsonObject pod = harness.api.get(AgentHarness.PODS, "ns", "web");
    assertTrue(Conditions.isTrue(pod, "Ready"));
    assertEquals("10.244.0.2", pod.object("status").string("podIP"));
    assertEquals("BestEffort", pod.object("status").string("qosClass"));
    assertEquals(1, harness.agent.pods().pods().size());
    harness.api.client().delete(AgentHarness.PODS, "ns", "web");
    harness.until("gone", () -> harness.phase("web").equals("gone"));
    harness.until("cleaned", () -> runtime.count() == 0 && sandboxes.sandboxes.isEmpty());
  }

  @Test
  void aForcedDeletionStopsTheContainersToo() {
    harness.start();
    harness.pod("web", SPEC);
    harness.until("running", () -> harness.phase("web").equals("Running"));
    harness.api.remove(AgentHarness.PODS, "ns", "web");
    harness.until("cleaned", () -> runtime.count() == 0 && sandboxes.sandboxes.isEmpty());
  }

  @Test
  void aRestartedAgentAdoptsItsPodsAndWritesNothing() {
    harness.start();
    harness.pod("web", SPEC);
    harness.until("running", () -> harness.phase("web").equals("Running"));
    String version =
        harness
            .api
            .get(AgentHarness.PODS, "ns", "web")
            .object("metadata")
            .string("resourceVersion");
    harness.agent.close();
    AgentHarness again = harness.start();
    harness.until("adopted", () -> again.agent.pods().pods().size() == 1);
    harness.until(
        "seen",
        () ->
            again
                .agent
                .pods()
                .pods()
                .getFirst()
                .object("status")
                .string("phase")
                .equals("Running"));
    assertEquals(1, runtime.created.size());
    assertEquals(
        version,
        harness
            .api
            .get(AgentHarness.PODS, "ns", "web")
            .object("metadata")
            .string("resourceVersion"));
  }

  @Test
  void whatSomebodyElseSaysOfReadinessIsCorrected() {
    harness.start();
    harness.pod("web", SPEC);
    harness.until("running", () -> harness.phase("web").equals("Running"));
    JsonObject pod = harness.api.get(AgentHarness.PODS, "ns", "web");
    JsonObject status = pod.object("status");
    JsonObject unready =
        status.with(
            "conditions",
            status
                .array("conditions")
                .map(
                    c ->
                        ((JsonObject) c).string("type", "").equals("Ready")
                            ? ((JsonObject) c)
                                .with("status", "False")
                                .with("reason", "NodeNotReady")
                            : c));
    harness.api.put(AgentHarness.PODS, pod.with("status", unready));
    harness.until(
        "ready again",
        () -> Conditions.isTrue(harness.api.get(AgentHarness.PODS, "ns", "web"), "Ready"));
    assertFalse(
        Conditions.find(harness.api.get(AgentHarness.PODS, "ns", "web"), "Ready")
            .orElseThrow()
            .has("reason"));
  }

  @Test
  void withoutAServerThePodsOfTheJournalRun() {
    JsonObject pod = harness.pod("web", SPEC).with("apiVersion", "v1").with("kind", "Pod");
    new Journal(root.resolve("data").resolve("journal"))
        .put("pods/" + pod.object("metadata").string("uid"), Agent.journaled(pod));
    for (int i = 0; i < 200; i++) {
      harness.api.fail(call -> true, ApiException.unavailable("away"));
    }
    harness.start();
    harness.until("running", () -> runtime.runs("main"));
  }

  @Test
  void orphansAreRemovedOnceThePodsAreKnown() {
    harness.start();
    harness.pod("web", SPEC);
    harness.until("running", () -> runtime.runs("main"));
    harness.agent.close();
    harness.api.remove(AgentHarness.PODS, "ns", "web");
    harness.start();
    harness.until("cleaned", () -> runtime.count() == 0 && sandboxes.sandboxes.isEmpty());
  }

  @Test
  void withoutAServerPodsShowTheObjectsAndTokensTheyShowedBefore() {
    JsonObject map =
        FakeApi.object("v1", "ConfigMap", "ns", "settings").with("data", JsonObject.of("a", "1"));
    harness.start();
    harness.api.put(Gvr.core("configmaps"), map);
    JsonObject pod = harness.pod("web", SPEC);
    Journal journal = new Journal(root.resolve("kept"));
    journal.put(
        "tokens/"
            + pod.object("metadata").string("uid")
            + "/"
            + UUID.nameUUIDFromBytes(new byte[0])
            + "-3607",
        JsonObject.of("token", "kept"));
    ApiPodObjects objects = new ApiPodObjects(harness.api.client(), journal, harness.clock);
    assertTrue(objects.configMap("ns", "settings").isPresent());
    harness.api.fail(call -> true, ApiException.unavailable("away"));
    assertEquals("kept", objects.token(pod, "", 3607).string("token"));
    // The server is not asked again for a while.
    int calls = harness.api.calls().size();
    assertEquals("1", objects.configMap("ns", "settings").orElseThrow().object("data").string("a"));
    assertEquals(calls, harness.api.calls().size());
    objects.retain(List.of());
    assertTrue(journal.all().isEmpty());
  }

  @Test
  void aPodThatDoesNotFitFailsWithKubeletsWordsAndGoesWhenItIsDeleted() {
    harness.start();
    String ports =
        "{'nodeName':'n1','containers':[{'name':'main','image':'busybox:1.36',"
            + "'ports':[{'hostPort':8080,'containerPort':80}]}]}";
    harness.pod("first", ports);
    harness.until("running", () -> harness.phase("first").equals("Running"));
    harness.pod("second", ports);
    harness.until("failed", () -> harness.phase("second").equals("Failed"));
    JsonObject status = harness.api.get(AgentHarness.PODS, "ns", "second").object("status");
    assertEquals("NodePorts", status.string("reason"));
    assertEquals(
        "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the"
            + " requested pod ports",
        status.string("message"));
    assertTrue(status.array("containerStatuses").isEmpty());
    assertEquals(1, runtime.created.size());
    harness.api.client().delete(AgentHarness.PODS, "ns", "second");
    harness.until("gone", () -> harness.phase("second").equals("gone"));
    harness.api.client().delete(AgentHarness.PODS, "ns", "first");
    harness.until("gone", () -> harness.phase("first").equals("gone"));
    harness.pod("third", ports);
    harness.until("running", () -> harness.phase("third").equals("Running"));
  }
}
