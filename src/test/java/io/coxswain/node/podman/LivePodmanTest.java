package io.coxswain.node.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.ContainerState;
import io.coxswain.node.runtime.ContainerStream;
import io.coxswain.node.runtime.ExecSpec;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.Mount;
import io.coxswain.node.runtime.NamespaceSpec;
import io.coxswain.node.runtime.ResourceSpec;
import io.coxswain.node.runtime.Sandbox;
import io.coxswain.node.runtime.SandboxSpec;
import io.coxswain.node.runtime.SecuritySpec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a real Podman on the socket that COXSWAIN_TEST_PODMAN names, which must share this mount
 * namespace and have busybox:1.36.
 */
@EnabledIfEnvironmentVariable(named = "COXSWAIN_TEST_PODMAN", matches = ".+")
class LivePodmanTest {
  private static final String IMAGE = "docker.io/library/busybox:1.36";
  private static final String UID = "live-test";
  @TempDir Path root;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private PodmanRuntime podman;
  private HostSandboxes sandboxes;
  private Sandbox sandbox;

  @BeforeEach
  void connect() {
    podman =
        new PodmanRuntime(Path.of(System.getenv("COXSWAIN_TEST_PODMAN")), timer, Thread::sleep);
    removeAll();
    sandboxes = new HostSandboxes(root.resolve("sandbox"));
    sandbox = sandboxes.create(new SandboxSpec(UID, "s1", "boat", false, false, Map.of()));
  }

  @AfterEach
  void clean() {
    removeAll();
    sandboxes.remove(UID);
    timer.shutdownNow();
  }

  private void removeAll() {
    podman.list(Map.of(Labels.POD_UID, UID)).forEach(c -> podman.remove(c.id()));
  }

  private String create(String name, String... command) {
    return podman.create(spec(name, List.of(command), false));
  }

  private ContainerSpec spec(String name, List<String> command, boolean terminal) {
    return new ContainerSpec(
        "cx-live-" + name,
        IMAGE,
        Map.of(Labels.POD_UID, UID, Labels.CONTAINER_NAME, name),
        command,
        List.of(),
        Map.of("HOSTNAME", "boat"),
        "",
        List.of(Mount.of(sandbox.sharedMemory().toString(), "/dev/shm", false)),
        List.of(),
        new NamespaceSpec(
            sandbox.network().toString(),
            sandbox.ipc().toString(),
            sandbox.uts().toString(),
            NamespaceSpec.PRIVATE),
        new SecuritySpec(
            "", List.of(), false, List.of("CHOWN", "KILL"), false, false, "unconfined", "", false),
        new ResourceSpec(102, 0, 0, 1000),
        "",
        terminal,
        false,
        terminal,
        root.resolve(name + ".log"),
        "");
  }

  private String exec(String id, String... command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ContainerStream stream =
        podman.exec(
            id,
            ExecSpec.output(List.of(command)),
            (error, bytes) -> out.write(bytes, 0, bytes.length))) {
      int code = stream.await();
      return out.toString(StandardCharsets.UTF_8).strip() + (code == 0 ? "" : " =" + code);
    }
  }

  @Test
  void aContainerLivesInItsSandboxAndAnswersCommands() {
    assertTrue(podman.version().startsWith("podman://"));
    String id = create("main", "sleep", "100");
    podman.start(id);
    Container running = podman.inspect(id).orElseThrow();
    assertTrue(running.isRunning());
    assertEquals("boat", exec(id, "hostname"));
    assertEquals("boat", exec(id, "sh", "-c", "echo $HOSTNAME"));
    assertEquals("", exec(id, "sh", "-c", "echo $container$http_proxy"));
    assertEquals("oops =3", exec(id, "sh", "-c", "echo oops >&2; exit 3"));
    assertTrue(exec(id, "ip", "addr").contains("LOOPBACK,UP"));
    assertEquals(
        List.of(id), podman.list(Map.of(Labels.POD_UID, UID)).stream().map(Container::id).toList());
    assertTrue(podman.usage(id).isPresent());
    assertEquals("s1", sandboxes.find(UID).orElseThrow().id());
  }

  @Test
  void inputReachesACommandAndItsEndIsSeen() {
    String id = create("main", "sleep", "100");
    podman.start(id);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExecSpec cat = new ExecSpec(List.of("cat"), true, true, true, false);
    try (ContainerStream stream =
        podman.exec(id, cat, (error, bytes) -> out.write(bytes, 0, bytes.length))) {
      stream.write("hello".getBytes(StandardCharsets.UTF_8));
      stream.closeInput();
      assertEquals(0, stream.await());
    }
    assertEquals("hello", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aTerminalHasTheSizeItWasGiven() throws Exception {
    String id = create("main", "sleep", "100");
    podman.start(id);
    BlockingQueue<String> out = new LinkedBlockingQueue<>();
    ExecSpec shell = new ExecSpec(List.of("sh"), true, true, true, true);
    try (ContainerStream stream =
        podman.exec(id, shell, (e, bytes) -> out.add(new String(bytes, StandardCharsets.UTF_8)))) {
      stream.resize(91, 37);
      stream.write("stty size; exit 4\n".getBytes(StandardCharsets.UTF_8));
      assertEquals(4, stream.await());
    }
    assertTrue(String.join("", out).contains("37 91"), out.toString());
  }

  @Test
  void anEndIsAnEventAndItsCodeIsKept() throws Exception {
    BlockingQueue<String> ids = new LinkedBlockingQueue<>();
    try (AutoCloseable events = podman.events(event -> ids.add(event.containerId()))) {
      assertEquals("", ids.poll(10, TimeUnit.SECONDS));
      String id = create("main", "sh", "-c", "echo out; echo err >&2; exit 7");
      podman.start(id);
      Container ended = podman.inspect(id).orElseThrow();
      while (ended.isRunning()) {
        assertEquals(id, ids.poll(10, TimeUnit.SECONDS));
        ended = podman.inspect(id).orElseThrow();
      }
      assertEquals(ContainerState.EXITED, ended.state());
      assertEquals(7, ended.exitCode());
      String log = Files.readString(root.resolve("main.log"));
      assertTrue(log.contains(" stdout F out\n"), log);
      assertTrue(log.contains(" stderr F err\n"), log);
      assertTrue(events != null);
    }
  }

  @Test
  void aBadCommandFailsAtStartAndABadImageAtPull() {
    String id = create("main", "/no/such/program");
    ApiException e = assertThrows(ApiException.class, () -> podman.start(id));
    assertTrue(e.getMessage().contains("/no/such/program"), e.getMessage());
    assertFalse(e.is(Reason.SERVICE_UNAVAILABLE));
    assertEquals(ContainerState.CREATED, podman.inspect(id).orElseThrow().state());
    assertTrue(podman.image("docker.io/library/nothere:1").isEmpty());
    assertThrows(ApiException.class, () -> podman.pull("127.0.0.1:1/nothere:1", null));
    podman.remove(id);
    podman.remove(id);
    podman.signal(id, "TERM");
    assertTrue(podman.inspect(id).isEmpty());
  }

  @Test
  void aStopSignalEndsAContainer() {
    String id = create("main", "sh", "-c", "trap 'exit 5' TERM; while :; do sleep 0.05; done");
    podman.start(id);
    // The shell needs a moment until its trap stands; it answers commands no earlier.
    exec(id, "sleep", "0.3");
    podman.signal(id, "TERM");
    Container c = podman.inspect(id).orElseThrow();
    for (int i = 0; i < 500 && c.isRunning(); i++) {
      look(id);
      c = podman.inspect(id).orElseThrow();
    }
    assertEquals(5, c.exitCode());
  }

  private void look(String id) {
    podman.list(Map.of(Labels.POD_UID, id));
  }

  @Test
  void aBrokenSandboxIsNotFound() {
    assertTrue(sandboxes.find("other").isEmpty());
    Commands.run(List.of("umount", sandbox.uts().toString()));
    assertTrue(sandboxes.find(UID).isEmpty());
    Sandbox again = sandboxes.create(new SandboxSpec(UID, "s2", "b", false, false, Map.of()));
    assertEquals("s2", again.id());
    assertEquals(java.util.Set.of(UID), sandboxes.podUids());
    sandboxes.remove(UID);
    assertTrue(sandboxes.podUids().isEmpty());
    assertFalse(Files.exists(again.directory()));
  }
}
