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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Deletes pods from nodes with NoExecute taints they do not, or no longer, tolerate. */
public final class TaintEvictionController {
  private static final int WORKERS = 4;

  private final ControllerContext context;
  private final Informer nodes;
  private final Informer pods;
  private final WorkQueue<ObjectKey> queue;
  private final Map<ObjectKey, Tainted> tainted = new ConcurrentHashMap<>();

  /**
   * A pod under taints.
   *
   * @param since when we saw both: taints tell the time of day, which may have been set since
   */
  private record Tainted(String uid, List<JsonObject> taints, Duration since) {}

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
    if (old != null || !Taints.evicting(now).isEmpty()) {
      pods.byIndex(NodeLifecycleController.BY_NODE, Meta.name(now))
          .forEach(pod -> queue.add(ObjectKey.of(pod)));
    }
  }

  private void podChanged(JsonObject old, JsonObject now) {
    if (now == null) {
      tainted.remove(ObjectKey.of(old));
      return;
    }
    if (Pods.nodeName(now).isEmpty()) {
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
      tainted.remove(key);
      return Result.DONE;
    }
    Duration tolerated = Taints.tolerated(pod, taints);
    if (tolerated == null) {
      return Result.DONE;
    }
    Duration elapsed = context.timer().elapsed();
    Duration left = since(key, Meta.uid(pod), taints, elapsed).plus(tolerated).minus(elapsed);
    if (tolerated.isPositive() && left.isPositive()) {
      return Result.again(left);
    }
    evict(pod, context.timer().instant());
    return Result.DONE;
  }

  private Duration since(ObjectKey key, String uid, List<JsonObject> taints, Duration elapsed) {
    return tainted.compute(
            key,
            (ignored, before) ->
                before != null && before.uid.equals(uid) && before.taints.equals(taints)
                    ? before
                    : new Tainted(uid, taints, elapsed))
        .since;
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
