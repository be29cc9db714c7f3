package io.coxswain.node.runtime;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Containers as entries of a map; a test ends them and says what commands answer. */
public final class FakeRuntime implements ContainerRuntime {
  private final InstantSource clock;
  private final Map<String, Container> containers = new ConcurrentSkipListMap<>();
  public final Map<String, Image> present = new HashMap<>();
  public final Map<String, Image> registry = new HashMap<>();
  public final List<ContainerSpec> created = new ArrayList<>();
  public final List<String> signals = new ArrayList<>();

  /** What a command in a container answers: exit codes by its first word. */
  public final Map<String, Integer> commands = new HashMap<>();

  /** Containers that end at once on this signal; others ignore it. */
  public String endsOn = "TERM";

  public String startError = "";
  public boolean away;
  public int pulls;
  private final List<Consumer<ContainerEvent>> listeners = new CopyOnWriteArrayList<>();
  private int serial;

  public FakeRuntime(InstantSource clock) {
    this.clock = clock;
    add("docker.io/library/busybox:1.36");
  }

  public void add(String name) {
    present.put(name, new Image("sha256:" + name.hashCode(), List.of(name), List.of(), 1, ""));
  }

  private void check() {
    if (away) {
      throw ApiException.unavailable("runtime is away");
    }
  }

  @Override
  public String version() {
    check();
    return "podman://5.4.2";
  }

  @Override
  public Optional<Image> image(String reference) {
    check();
    return Optional.ofNullable(present.get(reference));
  }

  @Override
  public Image pull(String reference, RegistryCredentials credentials) {
    check();
    pulls++;
    Image image = registry.get(reference);
    if (image == null) {
      throw new ApiException(Status.failure(Reason.UNKNOWN, "manifest unknown"));
    }
    present.put(reference, image);
    return image;
  }

  @Override
  public List<Image> images() {
    return List.copyOf(present.values());
  }

  @Override
  public List<Container> list(Map<String, String> labels) {
    check();
    return containers.values().stream()
        .filter(c -> c.labels().entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  @Override
  public Optional<Container> inspect(String id) {
    check();
    return Optional.ofNullable(containers.get(id));
  }

  @Override
  public String create(ContainerSpec spec) {
    check();
    created.add(spec);
    String id = "c" + ++serial;
    containers.put(
        id,
        new Container(
            id,
            spec.labels(),
            "sha256:" + spec.image(),
            ContainerState.CREATED,
            clock.instant(),
            null,
            null,
            0,
            false,
            "",
            0,
            "TERM"));
    return id;
  }

  @Override
  public void start(String id) {
    check();
    if (!startError.isEmpty()) {
      throw ApiException.internal(startError);
    }
    Container c = containers.get(id);
    containers.put(id, with(c, ContainerState.RUNNING, 0, false));
  }

  private Container with(Container c, ContainerState state, int exitCode, boolean oomKilled) {
    boolean ended = state == ContainerState.EXITED;
    return new Container(
        c.id(),
        c.labels(),
        c.imageId(),
        state,
        c.createdAt(),
        ended ? c.startedAt() : clock.instant(),
        ended ? clock.instant() : null,
        exitCode,
        oomKilled,
        "",
        ended ? 0 : 1000,
        c.stopSignal());
  }

  /** The newest container of that name ends by itself. */
  public void exit(String name, int code) {
    Container c = running(name);
    containers.put(c.id(), with(c, ContainerState.EXITED, code, false));
  }

  public void outOfMemory(String name) {
    Container c = running(name);
    containers.put(c.id(), with(c, ContainerState.EXITED, 137, true));
  }

  public Container running(String name) {
    return containers.values().stream()
        .filter(c -> c.label(Labels.CONTAINER_NAME).equals(name) && c.isRunning())
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " does not run: " + containers.values()));
  }

  public boolean runs(String name) {
    return containers.values().stream()
        .anyMatch(c -> c.label(Labels.CONTAINER_NAME).equals(name) && c.isRunning());
  }

  public int count() {
    return containers.size();
  }

  /** What was updated, by the container's id. */
  public final java.util.Map<String, ResourceSpec> updated = new java.util.HashMap<>();

  @Override
  public void update(String id, ResourceSpec resources) {
    check();
    updated.put(id, resources);
  }

  @Override
  public void signal(String id, String signal) {
    check();
    signals.add(signal);
    Container c = containers.get(id);
    if (c != null && c.isRunning() && (signal.equals("KILL") || signal.equals(endsOn))) {
      int code = signal.equals("KILL") ? 137 : 0;
      containers.put(id, with(c, ContainerState.EXITED, code, false));
      listeners.forEach(l -> l.accept(new ContainerEvent(id, c.label(Labels.POD_UID))));
    }
  }

  @Override
  public void remove(String id) {
    check();
    containers.remove(id);
  }

  @Override
  public ContainerStream exec(String id, ExecSpec spec, StreamOutput output) {
    check();
    String command = spec.command().getFirst();
    output.write(false, ("ran " + command).getBytes(StandardCharsets.UTF_8));
    return new Ended(commands.getOrDefault(command, 0));
  }

  @Override
  public ContainerStream attach(String id, AttachSpec spec, StreamOutput output) {
    return new Ended(0);
  }

  @Override
  public Optional<ContainerUsage> usage(String id) {
    return Optional.of(new ContainerUsage(1_000, 2_000, 3));
  }

  @Override
  public AutoCloseable events(Consumer<ContainerEvent> listener) {
    listeners.add(listener);
    listener.accept(ContainerEvent.RELIST);
    return () -> listeners.remove(listener);
  }

  private record Ended(int code) implements ContainerStream {
    @Override
    public void write(byte[] bytes) {}

    @Override
    public void closeInput() {}

    @Override
    public void resize(int width, int height) {}

    @Override
    public int await() {
      return code;
    }

    @Override
    public void close() {}
  }
}
