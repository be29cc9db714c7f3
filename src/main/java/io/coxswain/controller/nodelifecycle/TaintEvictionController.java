package io.coxswain.controller.nodelifecycle;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.PodEviction;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Deletes pods from nodes with NoExecute taints they do not, or no longer, tolerate. */
public final class TaintEvictionController {
  private static final int WORKERS = 4;

  private final ControllerContext context;
  private final Informer nodes;
  private final Informer pods;
  private final WorkQueue<ObjectKey> queue;

  private TaintEvictionController(ControllerContext context) {
    this.context = context;
    this.nodes = context.informers().of(Resources.NODES);
    this.pods = context.informers().of(Resources.PODS);
    this.queue = new WorkQueue<>(context.timer());
    pods.addIndex(NodeLifecycleController.BY_NODE, pod -> List.of(Pods.nodeName(pod)));
  }

  public static AutoCloseable start(ControllerContext context) {
    TaintEvictionController controller = new TaintEvictionController(context);
    controller.nodes.onEvent(controller::nodeChanged);
    controller.pods.onEvent(controller::podChanged);
    return Controller.start(
        "tainteviction",
        controller.queue,
        WORKERS,
        List.of(controller.nodes, controller.pods),
        controller::reconcile);
  }

  private void nodeChanged(JsonObject old, JsonObject now) {
    if (now == null || (old != null && Taints.evicting(old).equals(Taints.evicting(now)))) {
      return;
    }
    if (!Taints.evicting(now).isEmpty()) {
      pods.byIndex(NodeLifecycleController.BY_NODE, Meta.name(now))
          .forEach(pod -> queue.add(ObjectKey.of(pod)));
    }
  }

  private void podChanged(JsonObject old, JsonObject now) {
    if (now == null || Pods.nodeName(now).isEmpty()) {
      return;
    }
    boolean same =
        old != null
            && Pods.nodeName(old).equals(Pods.nodeName(now))
            && Objects.equals(old.at("spec", "tolerations"), now.at("spec", "tolerations"));
    if (!same) {
      queue.add(ObjectKey.of(now));
    }
  }

  private Result reconcile(ObjectKey key) {
    JsonObject pod = pods.get(key);
    if (pod == null || Meta.isDeleting(pod)) {
      return Result.DONE;
    }
    JsonObject node = nodes.get(ObjectKey.of("", Pods.nodeName(pod)));
    List<JsonObject> taints = node == null ? List.of() : Taints.evicting(node);
    if (taints.isEmpty()) {
      return Result.DONE;
    }
    Duration tolerated = Taints.tolerated(pod, taints);
    if (tolerated == null) {
      return Result.DONE;
    }
    Instant now = context.timer().instant();
    Duration left = Duration.between(now, since(pod, taints, now).plus(tolerated));
    if (tolerated.isPositive() && left.isPositive()) {
      return Result.again(left);
    }
    evict(pod, now);
    return Result.DONE;
  }

  /** When both the pod and the last of the taints were there. */
  private static Instant since(JsonObject pod, List<JsonObject> taints, Instant now) {
    Instant created = Time.parse(Meta.creationTimestamp(pod));
    Instant out = created == null ? now : created;
    for (JsonObject taint : taints) {
      Instant added = Time.parse(taint.string("timeAdded"));
      if (added != null && added.isAfter(out)) {
        out = added;
      }
    }
    return out;
  }

  private void evict(JsonObject pod, Instant now) {
    context
        .events()
        .event(
            pod, "Normal", "TaintManagerEviction", "Marking for deletion Pod " + ObjectKey.of(pod));
    PodEviction.mark(
        context.client(),
        pod,
        "DeletionByTaintManager",
        "Taint manager: deleting due to NoExecute taint",
        false,
        now);
    PodEviction.delete(context.client(), pod, false);
  }
}
