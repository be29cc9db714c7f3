package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Container;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Runs the probes that are due and keeps their verdicts. Decisions about them are elsewhere. */
final class ProbeRunner {
  private final PodContext context;
  private final Handlers handlers;

  ProbeRunner(PodContext context, Handlers handlers) {
    this.context = context;
    this.handlers = handlers;
  }

  void run() {
    PodView view = context.view();
    boolean stopping = context.end != null;
    for (JsonObject spec : PodSpecs.all(context.pod)) {
      String name = PodSpecs.name(spec);
      Container container = view.current(name);
      ContainerMemory memory = context.memory(name);
      if (container == null || !container.isRunning() || memory.hookOf.equals(container.id())) {
        continue;
      }
      Map<ProbeKind, ProbeState> probes = memory.probes(spec, container, view.known(name));
      ProbeState startup = probes.get(ProbeKind.STARTUP);
      boolean started = startup == null || Boolean.TRUE.equals(startup.result());
      List<ProbeKind> kinds =
          started ? List.of(ProbeKind.LIVENESS, ProbeKind.READINESS) : List.of(ProbeKind.STARTUP);
      for (ProbeKind kind : kinds) {
        boolean useful = kind == ProbeKind.READINESS || (!stopping && memory.stopping == null);
        ProbeState state = probes.get(kind);
        if (state != null && useful && !state.running()) {
          runIfDue(spec, name, container, probes, kind, state);
        }
      }
    }
  }

  private void runIfDue(
      JsonObject spec,
      String name,
      Container container,
      Map<ProbeKind, ProbeState> probes,
      ProbeKind kind,
      ProbeState state) {
    Instant now = context.now();
    if (now.isBefore(state.next())) {
      context.wakeAt(state.next());
      return;
    }
    probes.put(kind, state.started());
    JsonObject probe = spec.object(kind.field());
    String ip = context.podIp();
    context.background(
        () -> {
          ProbeOutcome outcome = handlers.probe(probe, spec, container.id(), ip);
          return () -> take(spec, name, container, kind, outcome);
        });
  }

  private void take(
      JsonObject spec, String name, Container container, ProbeKind kind, ProbeOutcome outcome) {
    PodView view = context.view();
    Container now = view.current(name);
    if (now == null || !now.id().equals(container.id()) || !now.isRunning()) {
      return;
    }
    Map<ProbeKind, ProbeState> probes =
        context.memory(name).probes(spec, container, view.known(name));
    ProbeState state = probes.get(kind);
    if (state == null) {
      return;
    }
    JsonObject probe = spec.object(kind.field());
    probes.put(kind, state.after(probe, outcome.success(), context.now()));
    if (!outcome.success()) {
      context.event(
          name, "Warning", "Unhealthy", kind.word() + " probe failed: " + outcome.output());
    }
  }
}
