package io.coxswain.controller.deployment;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Claims;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Owners;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reconciles Deployments: which ReplicaSets there are and how large. */
public final class DeploymentController {
  private static final int WORKERS = 5;

  private final ControllerContext context;
  private final Informer deployments;
  private final Informer sets;
  private final Informer pods;
  private final WorkQueue<ObjectKey> queue;

  private DeploymentController(ControllerContext context) {
    this.context = context;
    this.deployments = context.informers().of(Resources.DEPLOYMENTS);
    this.sets = Owners.indexed(context.informers().of(Resources.REPLICA_SETS));
    this.pods = Owners.indexed(context.informers().of(Resources.PODS));
    this.queue = new WorkQueue<>(context.timer());
  }

  public static AutoCloseable start(ControllerContext context) {
    DeploymentController controller = new DeploymentController(context);
    controller.deployments.onEvent(
        (old, now) -> controller.queue.add(ObjectKey.of(now == null ? old : now)));
    controller.sets.onEvent(controller::setChanged);
    controller.pods.onEvent(controller::podChanged);
    return Controller.start(
        "deployment",
        controller.queue,
        WORKERS,
        List.of(controller.deployments, controller.sets, controller.pods),
        controller::reconcile);
  }

  private void setChanged(JsonObject old, JsonObject now) {
    if (old != null) {
      addOwner(old);
    }
    if (now == null) {
      return;
    }
    if (Meta.controllerOf(now).isPresent()) {
      addOwner(now);
    } else if (old == null || !Meta.labels(old).equals(Meta.labels(now)) || isOwned(old)) {
      for (JsonObject deployment : deployments.list(Meta.namespace(now))) {
        if (selector(deployment).matches(now)) {
          queue.add(ObjectKey.of(deployment));
        }
      }
    }
  }

  private static boolean isOwned(JsonObject object) {
    return Meta.controllerOf(object).isPresent();
  }

  private void addOwner(JsonObject set) {
    Meta.controllerOf(set)
        .filter(owner -> "Deployment".equals(owner.string("kind")))
        .ifPresent(owner -> queue.add(ObjectKey.of(Meta.namespace(set), owner.string("name"))));
  }

  /** A Recreate rollout waits for the last old pod to go or end. */
  private void podChanged(JsonObject old, JsonObject now) {
    if (old == null || (now != null && !(Pods.isTerminal(now) && !Pods.isTerminal(old)))) {
      return;
    }
    Meta.controllerOf(old)
        .filter(owner -> "ReplicaSet".equals(owner.string("kind")))
        .map(owner -> sets.get(ObjectKey.of(Meta.namespace(old), owner.string("name"))))
        .flatMap(Meta::controllerOf)
        .map(owner -> ObjectKey.of(Meta.namespace(old), owner.string("name")))
        .filter(
            key -> {
              JsonObject deployment = deployments.get(key);
              return deployment != null && !Rollout.isRolling(deployment);
            })
        .ifPresent(queue::add);
  }

  private static LabelSelector selector(JsonObject deployment) {
    return LabelSelector.ofObject(deployment.object("spec").object("selector"));
  }

  private Result reconcile(ObjectKey key) {
    JsonObject deployment = deployments.get(key);
    if (deployment == null) {
      return Result.DONE;
    }
    LabelSelector selector = selector(deployment);
    if (selector.isEverything()) {
      selectsAll(deployment);
      return Result.DONE;
    }
    Claims claims =
        new Claims(
            context.client(), Resources.DEPLOYMENTS, deployment, selector, Resources.REPLICA_SETS);
    List<JsonObject> owned = claims.claim(Owners.candidates(sets, deployment), set -> true);
    SetWriter writer = new SetWriter(context, deployment, owned);
    if (Meta.isDeleting(deployment)) {
      writer.writeStatus(counted(writer));
      return Result.DONE;
    }
    notePause(writer);
    if (deployment.object("spec").bool("paused", false) || isResized(deployment, owned)) {
      resize(writer);
      return Result.DONE;
    }
    return Rollout.isRolling(deployment) ? roll(writer) : recreate(writer);
  }

  private void selectsAll(JsonObject deployment) {
    context
        .events()
        .event(
            deployment,
            "Warning",
            "SelectingAll",
            "This deployment is selecting all pods. A non-empty selector is required.");
    long observed = deployment.object("status").integer("observedGeneration", 0);
    if (observed < Meta.generation(deployment)) {
      new SetWriter(context, deployment, List.of())
          .writeStatus(
              deployment.object("status").with("observedGeneration", Meta.generation(deployment)));
    }
  }

  private JsonObject counted(SetWriter writer) {
    return DeploymentStatus.counted(
        writer.deployment(), writer.newest(), writer.old(), context.timer().instant());
  }

  /** A pause must not use up the deadline: it shows as Progressing Unknown. */
  private void notePause(SetWriter writer) {
    JsonObject deployment = writer.deployment();
    JsonObject status = deployment.object("status");
    JsonObject condition = DeploymentStatus.progressing(status);
    if (!DeploymentStatus.hasDeadline(deployment)
        || (condition != null && DeploymentStatus.TIMED_OUT.equals(condition.string("reason")))) {
      return;
    }
    boolean paused = deployment.object("spec").bool("paused", false);
    boolean noted = condition != null && "DeploymentPaused".equals(condition.string("reason"));
    if (paused == noted) {
      return;
    }
    JsonObject next =
        paused
            ? DeploymentStatus.condition(
                DeploymentStatus.PROGRESSING, "Unknown", "DeploymentPaused", "Deployment is paused")
            : DeploymentStatus.condition(
                DeploymentStatus.PROGRESSING,
                "Unknown",
                "DeploymentResumed",
                "Deployment is resumed");
    writer.writeStatus(DeploymentStatus.withCondition(status, next, context.timer().instant()));
  }

  private static boolean isResized(JsonObject deployment, List<JsonObject> owned) {
    int wanted = Rollout.replicas(deployment);
    return Rollout.active(owned).stream()
        .anyMatch(set -> Rollout.annotation(set, Rollout.DESIRED, wanted) != wanted);
  }

  private void resize(SetWriter writer) {
    writer.ensureNewest(false);
    JsonObject deployment = writer.deployment();
    int wanted = Rollout.replicas(deployment);
    JsonObject newest = writer.newest();
    List<JsonObject> all = all(writer);
    List<JsonObject> active = Rollout.active(all);
    if (active.size() <= 1) {
      JsonObject only = active.isEmpty() ? latest(newest, writer.old()) : active.getFirst();
      if (only != null) {
        writer.scale(only, wanted);
      }
    } else if (Rollout.isSaturated(deployment, newest)) {
      Rollout.active(writer.old()).forEach(set -> writer.scale(set, 0));
    } else if (Rollout.isRolling(deployment)) {
      apply(writer, Rollout.proportional(deployment, active));
    }
    if (deployment.object("spec").bool("paused", false)) {
      writer.cleanUp();
    }
    writer.writeStatus(counted(writer));
  }

  private static JsonObject latest(JsonObject newest, List<JsonObject> old) {
    if (newest != null) {
      return newest;
    }
    return old.isEmpty() ? null : Rollout.sorted(old).getLast();
  }

  private static List<JsonObject> all(SetWriter writer) {
    List<JsonObject> all = new ArrayList<>(writer.old());
    if (writer.newest() != null) {
      all.add(writer.newest());
    }
    return all;
  }

  private static boolean apply(SetWriter writer, Map<String, Integer> sizes) {
    boolean changed = false;
    for (JsonObject set : all(writer)) {
      Integer size = sizes.get(Meta.name(set));
      if (size != null) {
        changed |= writer.scale(set, size);
      }
    }
    return changed;
  }

  private Result roll(SetWriter writer) {
    writer.ensureNewest(true);
    JsonObject newest = writer.newest();
    int size =
        Rollout.newSize(writer.deployment(), Rollout.replicas(newest), Rollout.total(all(writer)));
    boolean moved = writer.scale(newest, size);
    if (!moved) {
      moved = apply(writer, Rollout.oldSizes(writer.deployment(), writer.newest(), writer.old()));
    }
    return finish(writer, !moved);
  }

  private Result recreate(SetWriter writer) {
    writer.ensureNewest(false);
    boolean moved = false;
    for (JsonObject set : Rollout.active(writer.old())) {
      moved |= writer.scale(set, 0);
    }
    if (moved || oldPodsRun(writer)) {
      return finish(writer, false);
    }
    writer.ensureNewest(true);
    writer.scale(writer.newest(), Rollout.replicas(writer.deployment()));
    return finish(writer, true);
  }

  private boolean oldPodsRun(SetWriter writer) {
    return writer.old().stream()
        .anyMatch(
            set ->
                Rollout.status(set, "replicas") > 0
                    || Owners.controlled(pods, set).stream()
                        .anyMatch(pod -> !Pods.isTerminal(pod)));
  }

  private Result finish(SetWriter writer, boolean settled) {
    if (settled
        && DeploymentStatus.isComplete(writer.deployment(), writer.deployment().object("status"))) {
      writer.cleanUp();
    }
    JsonObject status =
        DeploymentStatus.rolling(
            writer.deployment(), writer.newest(), writer.old(), context.timer().instant());
    writer.writeStatus(status);
    Duration left =
        DeploymentStatus.untilDeadline(writer.deployment(), status, context.timer().instant());
    return left == null ? Result.DONE : Result.again(left);
  }
}
