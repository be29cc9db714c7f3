package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ResourceSpec;

/** Gives running containers the limits their pod asks for now (KEP-1287). */
final class Resizing {
  private Resizing() {}

  static void run(PodContext context) {
    JsonObject pod = context.pod;
    PodView view = context.view();
    for (JsonObject spec : PodSpecs.all(pod)) {
      Container container = view.current(PodSpecs.name(spec));
      if (container == null || !container.isRunning()) {
        continue;
      }
      ContainerMemory memory = context.memory(PodSpecs.name(spec));
      ResourceSpec wanted = ResourceSpecs.of(pod, spec, context.services.node().allocatable());
      boolean known = memory.limited.equals(container.id());
      // A container found after a restart of ours may be of any age; an untouched pod is as made.
      boolean same = known ? isSame(wanted, memory.limits) : Meta.generation(pod) <= 1;
      if (!same) {
        apply(context, PodSpecs.name(spec), container, wanted);
      }
      memory.limits = wanted;
      memory.limited = container.id();
    }
  }

  /** A refusal is told once; the pod goes on with the limits it has. */
  private static void apply(
      PodContext context, String name, Container container, ResourceSpec wanted) {
    try {
      context.services.runtime().update(container.id(), wanted);
    } catch (ApiException e) {
      if (e.is(Reason.SERVICE_UNAVAILABLE) || e.is(Reason.TIMEOUT)) {
        throw e;
      }
      context.event(name, "Warning", "ResizeError", "Error resizing: " + e.getMessage());
    }
  }

  /** The score for running out of memory follows the requests, but not those of a resize. */
  private static boolean isSame(ResourceSpec a, ResourceSpec b) {
    return a.cpuShares() == b.cpuShares()
        && a.cpuQuotaMicros() == b.cpuQuotaMicros()
        && a.memoryBytes() == b.memoryBytes();
  }
}
