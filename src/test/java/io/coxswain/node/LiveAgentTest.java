package io.coxswain.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.client.Await;
import io.coxswain.client.FakeApi;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.node.podman.HostSandboxes;
import io.coxswain.node.podman.PodmanRuntime;
import io.coxswain.node.runtime.ContainerStream;
import io.coxswain.node.runtime.ExecSpec;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.LogOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent over a real Podman and a fake API server; see LivePodmanTest. */
@EnabledIfEnvironmentVariable(named = "COXSWAIN_TEST_PODMAN", matches = ".+")
class LiveAgentTest {
  @TempDir Path root;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private PodmanRuntime podman;
  private AgentHarness harness;

  @BeforeEach
  void start() {
    podman =
        new PodmanRuntime(Path.of(System.getenv("COXSWAIN_TEST_PODMAN")), timer, Thread::sleep);
    removeAll();
    HostSandboxes sandboxes = new HostSandboxes(root.resolve("sandbox"));
    harness = new AgentHarness(root, podman, sandboxes, true).start();
  }

  @AfterEach
  void stop() {
    for (JsonObject pod : harness.api.list(AgentHarness.PODS)) {
      String name = pod.object("metadata").string("name");
      JsonObject now = JsonObject.EMPTY.with("gracePeriodSeconds", 0);
      harness.api.client().delete(AgentHarness.PODS, "ns", name, now);
    }
    Await.until("clean", () -> harness.agent.pods().pods().isEmpty());
    harness.close();
    removeAll();
    timer.shutdownNow();
  }

  private void removeAll() {
    podman.list(Map.of(Labels.NODE, "n1")).forEach(c -> podman.remove(c.id()));
  }

  private String log(String pod, String container, LogOptions options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    harness.agent.pods().logs("ns", pod, container, options, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonObject status(String pod) {
    return harness.api.get(AgentHarness.PODS, "ns", pod).object("status");
  }

  @Test
  void aPodWithInitContainersVolumesAndEnvironmentSucceeds() {
    harness.api.put(
        Gvr.core("configmaps"),
        FakeApi.object("v1", "ConfigMap", "ns", "cm")
            .with("data", JsonObject.of("greeting", "ahoy")));
    harness.pod(
        "job",
        """
        {'nodeName':'n1','restartPolicy':'Never',
         'securityContext':{'fsGroup':2000},
         'volumes':[{'name':'work','emptyDir':{}},
                    {'name':'mem','emptyDir':{'medium':'Memory'}},
                    {'name':'conf','configMap':{'name':'cm'}},
                    {'name':'info','downwardAPI':{'items':[
                      {'path':'name','fieldRef':{'fieldPath':'metadata.name'}}]}}],
         'initContainers':[{'name':'prepare','image':'busybox:1.36',
           'command':['sh','-c','echo prepared > /work/file'],
           'volumeMounts':[{'name':'work','mountPath':'/work'}]}],
         'containers':[{'name':'main','image':'busybox:1.36',
           'command':['sh','-c',
             'cat /work/file /conf/greeting /info/name; echo; echo $(IP) $WHO; hostname; id; cat /etc/hosts /etc/resolv.conf; df /mem; ls -ld /work; ls -la /conf; touch /conf/x; echo bye > /dev/termination-log; exit 3'],
           'securityContext':{'runAsUser':1000,'runAsGroup':1001},
           'env':[{'name':'IP','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}},
                  {'name':'WHO','valueFrom':{'configMapKeyRef':{'name':'cm','key':'greeting'}}}],
           'volumeMounts':[{'name':'work','mountPath':'/work'},{'name':'mem','mountPath':'/mem'},
             {'name':'conf','mountPath':'/conf','readOnly':true},
             {'name':'info','mountPath':'/info'}]}]}
        """
            .replace("\n", " "));
    Await.until("failed", () -> harness.phase("job").equals("Failed"));
    String log = log("job", "main", LogOptions.ALL);
    assertTrue(log.startsWith("prepared\nahoyjob\n10.244.0."), log);
    assertTrue(log.contains(" ahoy\njob\nuid=1000 gid=1001 groups=1001,2000"), log);
    assertTrue(log.contains("\tjob\nsearch ns.svc.cluster.local svc.cluster.local"), log);
    assertTrue(log.contains("nameserver 10.96.0.10"), log);
    assertTrue(log.contains("/mem"), log);
    assertTrue(log.contains("..data"), log);
    assertTrue(log.contains("Read-only file system"), log);
    JsonObject ended =
        status("job").objects("containerStatuses").getFirst().object("state").object("terminated");
    assertEquals(3, ended.integer("exitCode", 0));
    assertEquals("bye\n", ended.string("message"));
    assertEquals("Error", ended.string("reason"));
  }

  @Test
  void aServingPodIsReachedRestartedAndDeleted() {
    harness.pod(
        "web",
        """
        {'nodeName':'n1','terminationGracePeriodSeconds':5,
         'containers':[{'name':'main','image':'busybox:1.36',
           'command':['sh','-c','echo up; trap exit TERM; while :; do sleep 0.1; done'],
           'readinessProbe':{'exec':{'command':['true']},'periodSeconds':1},
           'lifecycle':{'postStart':{'exec':{'command':['sh','-c','echo hook > /started']}}}}]}
        """
            .replace("\n", " "));
    Await.until(
        "ready",
        () ->
            status("web").objects("containerStatuses").stream()
                .anyMatch(c -> c.bool("ready", false)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ContainerStream stream =
        harness
            .agent
            .pods()
            .exec(
                "ns",
                "web",
                "",
                ExecSpec.output(List.of("cat", "/started")),
                (error, bytes) -> out.writeBytes(bytes))) {
      assertEquals(0, stream.await());
    }
    assertEquals("hook\n", out.toString(StandardCharsets.UTF_8));
    String first = status("web").objects("containerStatuses").getFirst().string("containerID");

    harness.agent.close();
    harness.start();
    Await.until("adopted", () -> harness.agent.pods().pods().size() == 1);
    assertEquals(
        first, status("web").objects("containerStatuses").getFirst().string("containerID"));

    podman.signal(first.replace("podman://", ""), "KILL");
    Await.until(
        "restarted",
        () ->
            status("web").objects("containerStatuses").getFirst().integer("restartCount", 0) == 1);
    LogOptions previous = new LogOptions(false, true, false, -1, -1, null, "All");
    assertEquals("up\n", log("web", "main", previous));
    assertThrows(ApiException.class, () -> log("web", "other", LogOptions.ALL));
    harness.api.client().delete(AgentHarness.PODS, "ns", "web");
    Await.until("gone", () -> harness.phase("web").equals("gone"));
    Await.until("removed", () -> podman.list(Map.of(Labels.NODE, "n1")).isEmpty());
  }

  @Test
  void processesAreSharedWhereAskedFor() {
    harness.pod(
        "shared",
        """
        {'nodeName':'n1','shareProcessNamespace':true,'terminationGracePeriodSeconds':0,
         'containers':[{'name':'one','image':'busybox:1.36','command':['sleep','1234']},
                       {'name':'two','image':'busybox:1.36','command':['sleep','4321']}]}
        """
            .replace("\n", " "));
    Await.until("running", () -> harness.phase("shared").equals("Running"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ContainerStream stream =
        harness
            .agent
            .pods()
            .exec(
                "ns",
                "shared",
                "two",
                ExecSpec.output(List.of("ps")),
                (error, bytes) -> out.writeBytes(bytes))) {
      stream.await();
    }
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("sleep 1234"), out.toString());
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("/pause"), out.toString());
  }
}
