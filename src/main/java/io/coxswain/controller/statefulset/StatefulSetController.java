package io.coxswain.controller.statefulset;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Claims;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Owners;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.controller.RevisionHistory;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps the numbered pods of StatefulSets. */
public final class StatefulSetController {
  private static final int WORKERS = 5;
  private static final Gvr CLAIMS = Gvr.core("persistentvolumeclaims");

  private final ControllerContext context;
  private final Informer sets;
  private final Informer pods;
  private final Informer revisions;
  private final WorkQueue<ObjectKey> queue;

  private StatefulSetController(ControllerContext context) {
    this.context = context;
    this.sets = context.informers().of(Resources.STATEFUL_SETS);
    this.pods = Owners.indexed(context.informers().of(Resources.PODS));
    this.revisions = Owners.indexed(context.informers().of(Resources.CONTROLLER_REVISIONS));
    this.queue = new WorkQueue<>(context.timer());
  }

  public static AutoCloseable start(ControllerContext context) {
    StatefulSetController controller = new StatefulSetController(context);
    controller.sets.onEvent(
        (old, now) -> controller.queue.add(ObjectKey.of(now == null ? old : now)));
    controller.pods.onEvent(controller::podChanged);
    return Controller.start(
        "statefulset",
        controller.queue,
        WORKERS,
        List.of(controller.sets, controller.pods, controller.revisions),
        controller::reconcile);
  }

  private void podChanged(JsonObject old, JsonObject now) {
    for (JsonObject pod : new JsonObject[] {old, now}) {
      JsonObject owner =
          pod == null ? JsonObject.EMPTY : Meta.controllerOf(pod).orElse(JsonObject.EMPTY);
      if ("StatefulSet".equals(owner.string("kind"))) {
        queue.add(ObjectKey.of(Meta.namespace(pod), owner.string("name")));
      }
    }
    if (now != null && Meta.controllerOf(now).isEmpty()) {
      for (JsonObject set : sets.list(Meta.namespace(now))) {
        if (Identity.ordinal(set, now) >= 0) {
          queue.add(ObjectKey.of(set));
        }
      }
    }
  }

  private Result reconcile(ObjectKey key) {
    JsonObject set = sets.get(key);
    if (set == null) {
      return Result.DONE;
    }
    LabelSelector selector = LabelSelector.ofObject(set.object("spec").object("selector"));
    Claims claims =
        new Claims(context.client(), Resources.STATEFUL_SETS, set, selector, Resources.PODS);
    List<JsonObject> owned =
        claims.claim(Owners.candidates(pods, set), pod -> Identity.ordinal(set, pod) >= 0);
    Instant now = context.timer().instant();
    RevisionHistory history = new RevisionHistory(context.client(), revisions, set);
    JsonObject update = history.current();
    JsonObject current = history.named(set.object("status").string("currentRevision"), update);
    RuntimeException error = null;
    if (!Meta.isDeleting(set)) {
      try {
        carryOut(set, StatefulPlan.of(set, owned, Meta.name(update), now), current, update);
      } catch (ApiException e) {
        error = e;
      }
    }
    JsonObject status = StatefulStatus.of(set, owned, Meta.name(current), Meta.name(update), now);
    if (!status.equals(set.object("status"))) {
      context.client().updateStatus(Resources.STATEFUL_SETS, set.with("status", status));
    }
    if (error != null) {
      throw error;
    }
    Set<String> inUse = new HashSet<>(List.of(Meta.name(update), Meta.name(current)));
    owned.forEach(pod -> inUse.add(Identity.revision(pod)));
    history.truncateNamed(inUse);
    return untilAvailable(set, owned, now);
  }

  private static Result untilAvailable(JsonObject set, List<JsonObject> owned, Instant now) {
    int minReady = (int) set.object("spec").integer("minReadySeconds", 0);
    return owned.stream()
        .map(pod -> Pods.untilAvailable(pod, minReady, now))
        .filter(left -> left != null && left.isPositive())
        .min(Duration::compareTo)
        .map(Result::again)
        .orElse(Result.DONE);
  }

  private void carryOut(JsonObject set, StatefulPlan plan, JsonObject current, JsonObject update) {
    plan.delete().forEach(pod -> delete(set, pod));
    for (int ordinal : plan.create()) {
      create(set, isBelowPartition(set, ordinal) ? current : update, ordinal);
    }
  }

  /** Pods below the partition come back in the revision they had. */
  private static boolean isBelowPartition(JsonObject set, int ordinal) {
    JsonObject strategy = set.objectAt("spec", "updateStrategy");
    return "RollingUpdate".equals(strategy.string("type"))
        && ordinal < Identity.start(set) + strategy.object("rollingUpdate").integer("partition", 0);
  }

  private void create(JsonObject set, JsonObject revision, int ordinal) {
    String name = Identity.podName(set, ordinal);
    String about = "Pod " + name + " in StatefulSet " + Meta.name(set);
    try {
      for (JsonObject claim : Identity.claims(set, ordinal)) {
        ensure(claim);
      }
      context
          .client()
          .create(Resources.PODS, Meta.namespace(set), Identity.pod(set, revision, ordinal));
      context.events().event(set, "Normal", "SuccessfulCreate", "create " + about + " successful");
    } catch (ApiException e) {
      if (e.is(Reason.ALREADY_EXISTS)) {
        throw e; // ours, and the informer lags, or a stranger's: look again
      }
      context
          .events()
          .event(
              set,
              "Warning",
              "FailedCreate",
              "create " + about + " failed error: " + e.getMessage());
      throw e;
    }
  }

  private void ensure(JsonObject claim) {
    if (context.client().find(CLAIMS, Meta.namespace(claim), Meta.name(claim)).isPresent()) {
      return;
    }
    try {
      context.client().create(CLAIMS, Meta.namespace(claim), claim);
    } catch (ApiException e) {
      if (!e.is(Reason.ALREADY_EXISTS)) {
        throw e;
      }
    }
  }

  private void delete(JsonObject set, JsonObject pod) {
    String about = "Pod " + Meta.name(pod) + " in StatefulSet " + Meta.name(set);
    JsonObject options = JsonObject.of("preconditions", JsonObject.of("uid", Meta.uid(pod)));
    try {
      context.client().delete(Resources.PODS, Meta.namespace(pod), Meta.name(pod), options);
      context.events().event(set, "Normal", "SuccessfulDelete", "delete " + about + " successful");
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
        throw e;
      }
    }
  }
}
