package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Time;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerState;
import io.coxswain.node.runtime.Labels;
import java.time.Duration;
import java.util.List;

/** {@code status.containerStatuses} and its siblings (kubelet's convertToAPIContainerStatuses). */
final class ContainerStatuses {
  private ContainerStatuses() {}

  static JsonArray of(PodView view, List<JsonObject> specs, boolean init) {
    return specs.stream().map(spec -> (Json) of(view, spec, init)).collect(JsonArray.collector());
  }

  private static JsonObject of(PodView view, JsonObject spec, boolean init) {
    String name = PodSpecs.name(spec);
    List<Container> history = view.history(name);
    Container newest = history.isEmpty() ? null : history.getFirst();
    Container before = history.size() > 1 ? history.get(1) : null;
    JsonObject state;
    JsonObject last = JsonObject.EMPTY;
    if (newest == null) {
      JsonObject known = view.known(name);
      state = waiting(view, spec, init);
      last = known.object("lastState");
    } else if (newest.isRunning()) {
      state = JsonObject.of("running", JsonObject.of("startedAt", startedAt(newest)));
      last = before == null ? last : terminated(view, before);
    } else if (waits(view, spec, newest)) {
      state = waiting(view, spec, init);
      last = terminated(view, newest);
    } else {
      state = terminated(view, newest);
      last = before == null ? last : terminated(view, before);
    }
    JsonObject.Builder out =
        JsonObject.builder()
            .put("name", name)
            .put("state", state)
            .put("lastState", last)
            .put("ready", ready(view, spec, newest, init))
            .put("restartCount", restarts(view, name, newest))
            .put("image", image(spec, newest))
            .put("imageID", newest == null ? "" : newest.label(Labels.IMAGE_ID));
    if (newest != null) {
      out.put("containerID", containerId(newest));
    }
    if (!ephemeral(view, name)) {
      out.put("started", view.started(spec, newest));
    }
    if (!spec.object("resources").isEmpty() && newest != null) {
      JsonObject resources = spec.object("resources");
      if (resources.has("requests")) {
        out.put("allocatedResources", resources.get("requests"));
      }
      out.put("resources", resources);
    }
    if (!spec.objects("volumeMounts").isEmpty()) {
      out.put("volumeMounts", mounts(spec));
    }
    return out.build();
  }

  /** Whether an ended container is shown as waiting, with its end as the last state. */
  private static boolean waits(PodView view, JsonObject spec, Container container) {
    if (view.end() != null
        || view.completed()
        || !PodSpecs.restarts(view.pod(), spec, PodView.exitCode(container))) {
      return false;
    }
    return !view.memory(PodSpecs.name(spec)).waitingReason.isEmpty();
  }

  private static JsonObject waiting(PodView view, JsonObject spec, boolean init) {
    ContainerMemory memory = view.memory(PodSpecs.name(spec));
    JsonObject out;
    if (!memory.waitingReason.isEmpty()) {
      out = JsonObject.of("reason", memory.waitingReason);
      if (!memory.waitingMessage.isEmpty()) {
        out = out.with("message", memory.waitingMessage);
      }
    } else {
      boolean initializing =
          !PodSpecs.initContainers(view.pod()).isEmpty() && (init || !view.initialized());
      out = JsonObject.of("reason", initializing ? "PodInitializing" : "ContainerCreating");
    }
    return JsonObject.of("waiting", out);
  }

  private static JsonObject terminated(PodView view, Container container) {
    ContainerMemory memory = view.memory(container.label(Labels.CONTAINER_NAME));
    boolean never = container.state() == ContainerState.CREATED;
    int code = PodView.exitCode(container);
    String reason = never ? "StartError" : code == 0 ? "Completed" : "Error";
    if (container.oomKilled()) {
      reason = "OOMKilled";
    }
    String message =
        never
            ? memory.startErrors.getOrDefault(container.id(), container.error())
            : memory.messages.getOrDefault(container.id(), published(view, container));
    JsonObject.Builder out = JsonObject.builder().put("exitCode", code).put("reason", reason);
    if (!message.isEmpty()) {
      out.put("message", message);
    }
    // A container that never ran started, as containerd says it, in 1970.
    out.put("startedAt", never ? "1970-01-01T00:00:00Z" : startedAt(container))
        .put("finishedAt", Time.seconds(PodView.finishedAt(container)))
        .put("containerID", containerId(container));
    return JsonObject.of("terminated", out.build());
  }

  /** What was published before the agent restarted; the file may be gone since. */
  private static String published(PodView view, Container container) {
    JsonObject known = view.known(container.label(Labels.CONTAINER_NAME));
    for (String state : List.of("state", "lastState")) {
      JsonObject terminated = known.object(state).object("terminated");
      if (terminated.string("containerID", "").equals(containerId(container))) {
        return terminated.string("message", "");
      }
    }
    return "";
  }

  private static String startedAt(Container container) {
    return Time.seconds(
        container.startedAt() == null ? container.createdAt() : container.startedAt());
  }

  static String containerId(Container container) {
    return "podman://" + container.id();
  }

  /** An init container is ready once it has done its part. */
  private static boolean ready(PodView view, JsonObject spec, Container newest, boolean init) {
    if (ephemeral(view, PodSpecs.name(spec))) {
      return false; // nobody waits for it
    }
    if (init && !PodSpecs.isSidecar(spec)) {
      return newest != null && PodView.ended(newest) && PodView.exitCode(newest) == 0;
    }
    return view.ready(spec, newest);
  }

  private static long restarts(PodView view, String name, Container newest) {
    return newest == null ? view.known(name).integer("restartCount", 0) : PodView.attempt(newest);
  }

  private static String image(JsonObject spec, Container newest) {
    String resolved = newest == null ? "" : newest.label(Labels.IMAGE);
    return resolved.isEmpty() ? spec.string("image", "") : resolved;
  }

  private static JsonArray mounts(JsonObject spec) {
    return spec.objects("volumeMounts").stream()
        .map(ContainerStatuses::mount)
        .collect(JsonArray.collector());
  }

  private static Json mount(JsonObject mount) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("name", mount.string("name"))
            .put("mountPath", mount.string("mountPath"));
    if (mount.bool("readOnly", false)) {
      String recursive = mount.string("recursiveReadOnly", "Disabled");
      out.put("readOnly", true)
          .put("recursiveReadOnly", recursive.equals("Enabled") ? "Enabled" : "Disabled");
    }
    return out.build();
  }

  /** The message of a container in back-off. */
  static String crashLoop(JsonObject pod, String name, Duration delay) {
    return "back-off "
        + GoDuration.text(delay)
        + " restarting failed container="
        + name
        + " pod="
        + PodSpecs.describe(pod);
  }

  private static boolean ephemeral(PodView view, String name) {
    return PodSpecs.ephemeralContainers(view.pod()).stream()
        .anyMatch(c -> PodSpecs.name(c).equals(name));
  }
}
