package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerState;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a worker knows of its pod at one moment: the input of its decisions and of the status.
 *
 * @param pod as desired, with the status the API has
 * @param sandbox {@code null} before there is one
 * @param addresses the pod's, empty before it has any
 * @param volumesReady whether volumes were prepared since the worker began
 * @param containers in any state and of any sandbox
 * @param end why the pod is to stop, {@code null} while it is to run
 */
record PodView(
    JsonObject pod,
    Sandbox sandbox,
    List<String> addresses,
    boolean volumesReady,
    List<Container> containers,
    Map<String, ContainerMemory> memories,
    BackOff restarts,
    End end,
    Instant now) {

  /** Exit code of a container whose command could not be run, as containerd reports it. */
  static final int START_ERROR = 128;

  /**
   * Why a pod stops.
   *
   * @param grace for its containers
   * @param reason for {@code status.reason}, empty for a deletion
   */
  record End(Duration grace, String reason, String message, boolean deleted) {}

  ContainerMemory memory(String name) {
    return memories.computeIfAbsent(name, n -> new ContainerMemory());
  }

  /** All containers of that name, the newest first. */
  List<Container> history(String name) {
    List<Container> out = new ArrayList<>();
    for (Container container : containers) {
      if (container.label(Labels.CONTAINER_NAME).equals(name)) {
        out.add(container);
      }
    }
    out.sort(Comparator.comparingInt(PodView::attempt).reversed());
    return out;
  }

  /** The newest container of that name, or {@code null}. */
  Container newest(String name) {
    List<Container> history = history(name);
    return history.isEmpty() ? null : history.getFirst();
  }

  /** The newest container of that name if it belongs to the present sandbox, or {@code null}. */
  Container current(String name) {
    Container newest = newest(name);
    return newest != null && sandbox != null && newest.label(Labels.SANDBOX).equals(sandbox.id())
        ? newest
        : null;
  }

  static int attempt(Container container) {
    try {
      return Integer.parseInt(container.label(Labels.ATTEMPT));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  static boolean ended(Container container) {
    return container.state() != ContainerState.RUNNING;
  }

  /** The exit code of an ended container; one that never started counts as failed. */
  static int exitCode(Container container) {
    return container.state() == ContainerState.CREATED ? START_ERROR : container.exitCode();
  }

  static Instant finishedAt(Container container) {
    return container.finishedAt() == null ? container.createdAt() : container.finishedAt();
  }

  boolean anyRunning() {
    return containers.stream().anyMatch(Container::isRunning);
  }

  /** The published status of a container, empty where there is none. */
  JsonObject known(String name) {
    JsonObject status = pod.object("status");
    for (String list :
        List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
      for (JsonObject item : status.objects(list)) {
        if (item.string("name", "").equals(name)) {
          return item;
        }
      }
    }
    return JsonObject.EMPTY;
  }

  /** Running, its hook done and its startup probe passed. */
  boolean started(JsonObject spec, Container container) {
    if (container == null || !container.isRunning()) {
      return false;
    }
    ContainerMemory memory = memory(PodSpecs.name(spec));
    if (memory.hookOf.equals(container.id())) {
      return false;
    }
    ProbeState startup =
        memory.probes(spec, container, known(PodSpecs.name(spec))).get(ProbeKind.STARTUP);
    return startup == null || Boolean.TRUE.equals(startup.result());
  }

  boolean ready(JsonObject spec, Container container) {
    if (!started(spec, container) || memory(PodSpecs.name(spec)).stopping != null) {
      return false;
    }
    ProbeState readiness =
        memory(PodSpecs.name(spec))
            .probes(spec, container, known(PodSpecs.name(spec)))
            .get(ProbeKind.READINESS);
    return readiness == null || Boolean.TRUE.equals(readiness.result());
  }

  /**
   * Whether a regular container was made in this sandbox, or in the last one where it is gone: then
   * initialization is over.
   */
  boolean mainBegun() {
    return PodSpecs.containers(pod).stream()
        .map(PodSpecs::name)
        .anyMatch(name -> (sandbox == null ? newest(name) : current(name)) != null);
  }

  /** Whether every init container has done its part. */
  boolean initialized() {
    if (mainBegun()) {
      return true;
    }
    for (JsonObject spec : PodSpecs.initContainers(pod)) {
      Container container = current(PodSpecs.name(spec));
      boolean done =
          PodSpecs.isSidecar(spec)
              ? started(spec, container)
              : container != null && ended(container) && exitCode(container) == 0;
      if (!done) {
        return false;
      }
    }
    return true;
  }

  /**
   * Nothing will run any more: all containers ended for good, or initialization failed for good.
   */
  boolean completed() {
    if (PodPhase.isOver(pod)) {
      return true;
    }
    for (JsonObject spec : PodSpecs.initContainers(pod)) {
      Container container = newest(PodSpecs.name(spec));
      if (!PodSpecs.isSidecar(spec)
          && container != null
          && ended(container)
          && exitCode(container) != 0
          && !PodSpecs.restarts(pod, spec, exitCode(container))) {
        return true;
      }
    }
    for (JsonObject spec : PodSpecs.containers(pod)) {
      Container container = newest(PodSpecs.name(spec));
      if (container == null
          || !ended(container)
          || PodSpecs.restarts(pod, spec, exitCode(container))) {
        return false;
      }
    }
    return !PodSpecs.containers(pod).isEmpty();
  }
}
