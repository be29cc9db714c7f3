package io.coxswain.node.runtime;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sandboxes that are only remembered. */
public final class FakeSandboxes implements SandboxRuntime {
  public final Map<String, Sandbox> sandboxes = new HashMap<>();

  @Override
  public Optional<Sandbox> find(String podUid) {
    return Optional.ofNullable(sandboxes.get(podUid));
  }

  @Override
  public Sandbox create(SandboxSpec spec) {
    Path root = Path.of("/fake", spec.podUid());
    Sandbox sandbox =
        new Sandbox(
            spec.podUid(),
            spec.id(),
            root,
            spec.hostNetwork() ? null : root.resolve("net"),
            spec.hostNetwork() ? null : root.resolve("uts"),
            root.resolve("ipc"),
            root.resolve("shm"));
    sandboxes.put(spec.podUid(), sandbox);
    return sandbox;
  }

  @Override
  public void remove(String podUid) {
    sandboxes.remove(podUid);
  }

  @Override
  public Set<String> podUids() {
    return Set.copyOf(sandboxes.keySet());
  }
}
