package io.coxswain.controller.disruption;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the status of PodDisruptionBudgets. */
public final class DisruptionController {
  private static final Map<String, Gvr> SCALABLE =
      Map.of(
          "ReplicaSet", Resources.REPLICA_SETS,
          "ReplicationController", Resources.REPLICATION_CONTROLLERS,
          "StatefulSet", Resources.STATEFUL_SETS,
          "Deployment", Resources.DEPLOYMENTS);

  private final ControllerContext context;
  private final Informer budgets;
  private final Informer pods;
  private final Map<String, Informer> owners = new HashMap<>();
  private final WorkQueue<ObjectKey> queue;

  private DisruptionController(ControllerContext context) {
    this.context = context;
    this.budgets = context.informers().of(Resources.POD_DISRUPTION_BUDGETS);
    this.pods = context.informers().of(Resources.PODS);
    SCALABLE.forEach((kind, gvr) -> owners.put(kind, context.informers().of(gvr)));
    this.queue = new WorkQueue<>(context.timer());
  }

  public static AutoCloseable start(ControllerContext context) {
    DisruptionController controller = new DisruptionController(context);
    controller.budgets.onEvent(
        (old, now) -> controller.queue.add(ObjectKey.of(now == null ? old : now)));
    controller.pods.onEvent(controller::podChanged);
    return Controller.start(
        "disruption",
        controller.queue,
        1,
        List.of(controller.budgets, controller.pods),
        controller::reconcile);
  }

  private void podChanged(JsonObject old, JsonObject now) {
    JsonObject pod = now == null ? old : now;
    for (JsonObject budget : budgets.list(Meta.namespace(pod))) {
      if (selector(budget).matches(pod) || (old != null && selector(budget).matches(old))) {
        queue.add(ObjectKey.of(budget));
      }
    }
  }

  private static LabelSelector selector(JsonObject budget) {
    JsonObject spec = budget.object("spec");
    return spec.has("selector")
        ? LabelSelector.ofObject(spec.object("selector"))
        : LabelSelector.NOTHING;
  }

  private Result reconcile(ObjectKey key) {
    JsonObject budget = budgets.get(key);
    if (budget == null) {
      return Result.DONE;
    }
    LabelSelector selector = selector(budget);
    List<JsonObject> matching =
        pods.list(key.namespace()).stream()
            .filter(pod -> selector.matches(pod) && !Pods.isTerminal(pod))
            .toList();
    JsonObject status =
        BudgetStatus.of(budget, matching, scale(matching), context.timer().instant());
    if (!status.equals(budget.object("status"))) {
      context
          .client()
          .updateStatus(Resources.POD_DISRUPTION_BUDGETS, budget.with("status", status));
    }
    return status.has("disruptedPods") ? Result.again(BudgetStatus.EVICTION) : Result.DONE;
  }

  /** How many pods the controllers of these pods want; {@code null} where one has no scale. */
  private Integer scale(List<JsonObject> matching) {
    Map<String, Integer> wanted = new HashMap<>();
    for (JsonObject pod : matching) {
      JsonObject owner = owner(pod);
      if (owner == null) {
        return null;
      }
      JsonObject top = owner(owner);
      JsonObject scaled = top == null ? owner : top;
      wanted.put(Meta.uid(scaled), (int) scaled.object("spec").integer("replicas", 1));
    }
    return wanted.values().stream().mapToInt(Integer::intValue).sum();
  }

  private JsonObject owner(JsonObject object) {
    JsonObject reference = Meta.controllerOf(object).orElse(JsonObject.EMPTY);
    Informer informer = owners.get(reference.string("kind", ""));
    if (informer == null) {
      return null;
    }
    JsonObject owner =
        informer.get(ObjectKey.of(Meta.namespace(object), reference.string("name", "")));
    return owner != null && Meta.uid(owner).equals(reference.string("uid")) ? owner : null;
  }
}
