package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.Image;
import io.coxswain.node.runtime.ResourceSpec;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What a worker remembers of a container's name besides what the runtime knows. Of its thread. */
final class ContainerMemory {
  /** Why it waits, in kubelet's words; empty where nothing went wrong. */
  String waitingReason = "";

  String waitingMessage = "";
  boolean pulling;

  /** The image made ready for the next start, {@code null} before. */
  Image image;

  /** When the last pull failed, {@code null} if none did. */
  Instant pullFailed;

  String pullError = "";

  /** When making or starting failed last, {@code null} if the last try was good. */
  Instant startFailed;

  /** Containers that could not be started, and why. */
  final Map<String, String> startErrors = new HashMap<>();

  /** Termination messages of ended containers. */
  final Map<String, String> messages = new HashMap<>();

  /** The container whose postStart hook runs, or empty. */
  String hookOf = "";

  /** The stop under way, or {@code null}. */
  Stopping stopping;

  /** The limits its container has, and which container that is. */
  ResourceSpec limits;

  String limited = "";

  private String probed = "";
  private final Map<ProbeKind, ProbeState> probes = new EnumMap<>(ProbeKind.class);

  /**
   * The probes of the running container, begun anew for a new one.
   *
   * @param known the pod's status as last published: a container adopted after a restart of the
   *     agent keeps being ready until a probe says otherwise
   */
  Map<ProbeKind, ProbeState> probes(JsonObject spec, Container container, JsonObject known) {
    if (!container.id().equals(probed)) {
      probed = container.id();
      probes.clear();
      boolean same = known.string("containerID", "").endsWith(container.id());
      Instant started =
          container.startedAt() == null ? container.createdAt() : container.startedAt();
      for (ProbeKind kind : ProbeKind.values()) {
        if (spec.has(kind.field())) {
          boolean was =
              same && known.bool(kind == ProbeKind.READINESS ? "ready" : "started", false);
          Boolean result = was ? Boolean.TRUE : null;
          probes.put(kind, ProbeState.fresh(spec.object(kind.field()), started, result));
        }
      }
    }
    return probes;
  }

  void waiting(String reason, String message) {
    waitingReason = reason;
    waitingMessage = message;
  }
}
