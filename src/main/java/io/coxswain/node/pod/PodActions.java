package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Decides what a pod needs now (kubelet's computePodActions). Pure. */
final class PodActions {
  private PodActions() {}

  static List<Action> decide(PodView view) {
    if (view.end() != null) {
      return end(view, view.end().grace());
    }
    if (view.completed()) {
      return end(view, Duration.ofSeconds(PodSpecs.gracePeriod(view.pod())));
    }
    List<Action> actions = new ArrayList<>();
    stopStrangers(view, actions);
    if (!actions.isEmpty()) {
      return actions;
    }
    if (view.sandbox() == null || (view.addresses().isEmpty())) {
      return List.of(new Action.MakeSandbox());
    }
    if (!view.volumesReady()) {
      return List.of(new Action.PrepareVolumes());
    }
    stopBroken(view, actions);
    if (view.memories().values().stream().anyMatch(m -> !m.hookOf.isEmpty())) {
      // As in kubelet, the next container waits for the postStart hook of the last one.
      return actions;
    }
    if (startInit(view, actions)) {
      for (JsonObject spec : PodSpecs.containers(view.pod())) {
        start(view, spec, false, actions);
      }
    }
    for (JsonObject spec : PodSpecs.ephemeralContainers(view.pod())) {
      if (view.newest(PodSpecs.name(spec)) == null) {
        actions.add(new Action.Start(spec, 0));
      }
    }
    return actions;
  }

  /** Stops regular containers, then sidecars in reverse order, then takes the pod down. */
  private static List<Action> end(PodView view, Duration grace) {
    List<Action> actions = new ArrayList<>();
    boolean others = false;
    for (Container container : view.containers()) {
      String name = container.label(Labels.CONTAINER_NAME);
      boolean sidecar =
          PodSpecs.initContainers(view.pod()).stream()
              .anyMatch(c -> PodSpecs.isSidecar(c) && PodSpecs.name(c).equals(name));
      if (container.isRunning() && !sidecar) {
        others = true;
        stop(view, container, grace, "Stopping container " + name, actions);
      }
    }
    if (others) {
      return actions;
    }
    for (JsonObject spec : PodSpecs.initContainers(view.pod()).reversed()) {
      for (Container container : view.history(PodSpecs.name(spec))) {
        if (container.isRunning()) {
          String message = "Stopping container " + PodSpecs.name(spec);
          stop(view, container, grace, message, actions);
          return actions;
        }
      }
    }
    return List.of(new Action.TearDown());
  }

  /** Running containers of an older sandbox or attempt, or of no container of the pod. */
  private static void stopStrangers(PodView view, List<Action> actions) {
    Duration grace = Duration.ofSeconds(PodSpecs.gracePeriod(view.pod()));
    for (Container container : view.containers()) {
      if (!container.isRunning()) {
        continue;
      }
      String name = container.label(Labels.CONTAINER_NAME);
      Container current = view.current(name);
      if (current == null || !current.id().equals(container.id())) {
        stop(view, container, grace, "Stopping container " + name, actions);
      }
    }
  }

  private static void stopBroken(PodView view, List<Action> actions) {
    for (JsonObject spec : PodSpecs.all(view.pod())) {
      String name = PodSpecs.name(spec);
      Container container = view.current(name);
      if (container == null || !container.isRunning()) {
        continue;
      }
      Duration grace = Duration.ofSeconds(PodSpecs.gracePeriod(view.pod()));
      if (!container.label(Labels.HASH).equals(PodSpecs.hash(spec))) {
        String message = "Container " + name + " definition changed, will be restarted";
        stop(view, container, grace, message, actions);
      }
      for (ProbeKind kind : List.of(ProbeKind.STARTUP, ProbeKind.LIVENESS)) {
        ProbeState state = view.memory(name).probes(spec, container, view.known(name)).get(kind);
        if (state != null && Boolean.FALSE.equals(state.result())) {
          String probe = kind.word().toLowerCase(java.util.Locale.ROOT);
          String message = "Container " + name + " failed " + probe + " probe, will be restarted";
          long own = spec.object(kind.field()).integer("terminationGracePeriodSeconds", -1);
          Duration limit = own >= 0 ? Duration.ofSeconds(own) : grace;
          stop(view, container, limit, message, actions);
        }
      }
    }
  }

  private static void stop(
      PodView view, Container container, Duration grace, String message, List<Action> actions) {
    String name = container.label(Labels.CONTAINER_NAME);
    Stopping stopping = view.memory(name).stopping;
    if (stopping == null || !stopping.containerId().equals(container.id())) {
      actions.add(new Action.Stop(container, name, grace, message));
    } else if (stopping.killAt().isAfter(view.now().plus(grace))) {
      view.memory(name).stopping = stopping.within(grace, view.now());
    }
  }

  /** Whether initialization is over, so that regular containers may start. */
  private static boolean startInit(PodView view, List<Action> actions) {
    boolean begun = view.mainBegun();
    for (JsonObject spec : PodSpecs.initContainers(view.pod())) {
      Container container = view.current(PodSpecs.name(spec));
      if (PodSpecs.isSidecar(spec)) {
        start(view, spec, true, actions);
        if (!begun && !view.started(spec, container)) {
          return false;
        }
      } else if (!begun) {
        boolean done =
            container != null && PodView.ended(container) && PodView.exitCode(container) == 0;
        if (!done) {
          start(view, spec, true, actions);
          return false;
        }
      }
    }
    return true;
  }

  private static void start(PodView view, JsonObject spec, boolean init, List<Action> actions) {
    String name = PodSpecs.name(spec);
    Container newest = view.newest(name);
    if (newest == null) {
      JsonObject known = view.known(name);
      boolean before = known.has("containerID");
      int attempt = (int) known.integer("restartCount", 0) + (before ? 1 : 0);
      actions.add(new Action.Start(spec, attempt));
      return;
    }
    int attempt = PodView.attempt(newest) + 1;
    if (!PodView.ended(newest)) {
      return;
    }
    boolean again = PodSpecs.restarts(view.pod(), spec, PodView.exitCode(newest));
    if (view.current(name) == null && (init || again)) {
      // The sandbox is new, as after a reboot: it is initialized again, and nobody is to blame.
      actions.add(new Action.Start(spec, attempt));
      return;
    }
    if (!again) {
      return;
    }
    Instant until = view.restarts().until(name, PodView.finishedAt(newest));
    actions.add(
        view.now().isBefore(until)
            ? new Action.BackingOff(spec, until)
            : new Action.Start(spec, attempt));
  }
}
