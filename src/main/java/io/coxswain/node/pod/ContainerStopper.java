package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Container;
import java.time.Duration;
import java.time.Instant;

/** Stops containers in steps that the worker's clock drives: hook, signal, SIGKILL. */
final class ContainerStopper {
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private final PodContext context;
  private final Handlers handlers;

  ContainerStopper(PodContext context, Handlers handlers) {
    this.context = context;
    this.handlers = handlers;
  }

  /** Begins a stop; the message is that of the Killing event. */
  void begin(Container container, String name, Duration grace, String message) {
    ContainerMemory memory = context.memory(name);
    JsonObject spec = PodSpecs.container(context.pod, name).orElse(JsonObject.EMPTY);
    JsonObject hook = spec.object("lifecycle").object("preStop");
    boolean hooked = !hook.isEmpty() && !grace.isZero();
    memory.stopping = Stopping.begin(container.id(), hooked, grace, context.now());
    context.event(name, "Normal", "Killing", message);
    if (hooked) {
      String ip = context.podIp();
      context.background(
          () -> {
            ProbeOutcome outcome = handlers.hook(hook, spec, container.id(), ip, grace);
            return () -> {
              if (!outcome.success()) {
                context.event(name, "Warning", "FailedPreStopHook", "PreStopHook failed");
              }
              hookDone(memory, container.id());
            };
          });
    }
    advance(name, memory, container);
  }

  private void hookDone(ContainerMemory memory, String id) {
    if (memory.stopping != null && memory.stopping.containerId().equals(id)) {
      memory.stopping = memory.stopping.hookDone(context.now());
    }
  }

  /** Sends what is due to every container being stopped. */
  void advance() {
    context.memories.forEach(
        (name, memory) -> {
          if (memory.stopping != null) {
            Container container = find(memory.stopping.containerId());
            if (container == null || !container.isRunning()) {
              memory.stopping = null;
            } else {
              advance(name, memory, container);
            }
          }
        });
  }

  private void advance(String name, ContainerMemory memory, Container container) {
    Stopping stopping = memory.stopping;
    Instant now = context.now();
    if (!now.isBefore(stopping.killAt())) {
      context.services.runtime().signal(container.id(), "KILL");
      memory.stopping = stopping.killed(now, AGAIN);
    } else if (!stopping.hook() && stopping.signalled() == null) {
      String signal = container.stopSignal().isEmpty() ? "SIGTERM" : container.stopSignal();
      context.services.runtime().signal(container.id(), signal);
      memory.stopping = stopping.signalled(now);
    }
    context.wakeAt(memory.stopping.killAt());
  }

  private Container find(String id) {
    for (Container container : context.containers) {
      if (container.id().equals(id)) {
        return container;
      }
    }
    return null;
  }
}
