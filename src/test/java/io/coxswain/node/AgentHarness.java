package io.coxswain.node;

import io.coxswain.client.Await;
import io.coxswain.client.FakeApi;
import io.coxswain.client.ManualTimer;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.FakeNetwork;
import io.coxswain.node.runtime.SandboxRuntime;
import io.coxswain.node.volume.HostMounts;
import io.coxswain.node.volume.Mounts;
import io.coxswain.node.volume.NoMounts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** An agent over a fake API server. */
final class AgentHarness implements AutoCloseable {
  static final Gvr PODS = Gvr.core("pods");
  final InstantSource clock = InstantSource.system();
  final FakeApi api = new FakeApi(clock);
  final FakeNetwork network = new FakeNetwork();
  private final AtomicInteger ids = new AtomicInteger();
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final Path root;
  private final ContainerRuntime runtime;
  private final SandboxRuntime sandboxes;
  private final Mounts mounts;
  private final ManualTimer pauses = new ManualTimer();
  private final Sleeper sleeper;
  Agent agent;

  AgentHarness(Path root, ContainerRuntime runtime, SandboxRuntime sandboxes, boolean live) {
    this.root = root;
    this.runtime = runtime;
    this.sandboxes = sandboxes;
    this.mounts = live ? new HostMounts() : new NoMounts();
    this.sleeper = live ? Thread::sleep : pauses;
  }

  AgentHarness start() {
    AgentSettings settings =
        new AgentSettings(
            "n1",
            List.of("127.0.0.1"),
            root.resolve("data"),
            root.resolve("run"),
            Map.of(),
            "v1.36.0",
            10250,
            List.of("10.96.0.10"),
            "cluster.local",
            "");
    HostFacts host = new HostFacts(2, 4L << 30, 10L << 30, "amd64", "6.1", "Debian", "m", "s", "b");
    agent =
        new Agent(
            settings,
            new Agent.Machine(host, runtime, sandboxes, network, mounts),
            new Agent.Surroundings(
                api.client(),
                namespace -> List.of(),
                () -> null,
                () -> "",
                clock,
                sleeper,
                () -> "id" + ids.incrementAndGet(),
                background));
    agent.start();
    return this;
  }

  /** Lets the agent's pauses pass, one second a look, until the condition holds. */
  void until(String what, BooleanSupplier condition) {
    Await.until(
        what,
        () -> {
          pauses.advance(Duration.ofSeconds(1));
          return condition.getAsBoolean();
        });
  }

  JsonObject pod(String name, String spec) {
    JsonObject object =
        FakeApi.object("v1", "Pod", "ns", name)
            .with("spec", FakeApi.json(spec.replace('\'', '"')))
            .with("status", JsonObject.of("phase", "Pending").with("qosClass", "BestEffort"));
    return api.put(PODS, object);
  }

  String phase(String name) {
    return api.list(PODS).stream()
        .filter(p -> name.equals(p.object("metadata").string("name")))
        .map(p -> p.object("status").string("phase", ""))
        .findFirst()
        .orElse("gone");
  }

  @Override
  public void close() {
    agent.close();
    background.shutdownNow();
  }
}
