package io.coxswain.controller.daemonset;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Claims;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Expectations;
import io.coxswain.controller.Owners;
import io.coxswain.controller.PodTemplate;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.controller.RevisionHistory;
import io.coxswain.controller.SlowStart;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps one pod of a DaemonSet on every node that fits it. */
public final class DaemonSetController {
  private static final int WORKERS = 2;
  private static final int BURST = 250;
  private static final Duration FAILED_PAUSE = Duration.ofSeconds(1);

  private final ControllerContext context;
  private final Informer sets;
  private final Informer pods;
  private final Informer nodes;
  private final Informer revisions;
  private final Expectations<ObjectKey> expectations;
  private final WorkQueue<ObjectKey> queue;

  private DaemonSetController(ControllerContext context) {
    this.context = context;
    this.sets = context.informers().of(Resources.DAEMON_SETS);
    this.pods = Owners.indexed(context.informers().of(Resources.PODS));
    this.nodes = context.informers().of(Resources.NODES);
    this.revisions = Owners.indexed(context.informers().of(Resources.CONTROLLER_REVISIONS));
    this.expectations = new Expectations<>(context.timer());
    this.queue = new WorkQueue<>(context.timer());
  }

  public static AutoCloseable start(ControllerContext context) {
    DaemonSetController controller = new DaemonSetController(context);
    controller.sets.onEvent(
        (old, now) -> controller.queue.add(ObjectKey.of(now == null ? old : now)));
    controller.pods.onEvent(controller::podChanged);
    controller.nodes.onEvent(controller::nodeChanged);
    return Controller.start(
        "daemonset",
        controller.queue,
        WORKERS,
        List.of(controller.sets, controller.pods, controller.nodes, controller.revisions),
        controller::reconcile);
  }

  private void podChanged(JsonObject old, JsonObject now) {
    JsonObject pod = now == null ? old : now;
    JsonObject owner = Meta.controllerOf(pod).orElse(JsonObject.EMPTY);
    if (!"DaemonSet".equals(owner.string("kind"))) {
      return;
    }
    ObjectKey key = ObjectKey.of(Meta.namespace(pod), owner.string("name"));
    if (old == null) {
      expectations.created(key);
    }
    if (now == null || Meta.isDeleting(now)) {
      expectations.deleted(key, Meta.uid(pod));
    }
    queue.add(key);
  }

  /** Heartbeats change nothing; labels and taints may. */
  private void nodeChanged(JsonObject old, JsonObject now) {
    if (old == null
        || now == null
        || !Meta.labels(old).equals(Meta.labels(now))
        || !old.object("spec").equals(now.object("spec"))) {
      sets.list().forEach(set -> queue.add(ObjectKey.of(set)));
    }
  }

  private Result reconcile(ObjectKey key) throws InterruptedException {
    JsonObject set = sets.get(key);
    if (set == null || Meta.isDeleting(set)) {
      expectations.forget(key);
      return Result.DONE;
    }
    LabelSelector selector = LabelSelector.ofObject(set.object("spec").object("selector"));
    if (selector.isEverything()) {
      context
          .events()
          .event(
              set,
              "Warning",
              "SelectingAll",
              "This daemon set is selecting all pods. A non-empty selector is required.");
      return Result.DONE;
    }
    RevisionHistory history = new RevisionHistory(context.client(), revisions, set);
    String hash = RevisionHistory.hash(history.current());
    Claims claims =
        new Claims(context.client(), Resources.DAEMON_SETS, set, selector, Resources.PODS);
    List<JsonObject> owned = claims.claim(Owners.candidates(pods, set), pod -> true);
    DaemonPlan plan = DaemonPlan.of(set, nodes.list(), owned, hash, context.timer().instant());
    List<RuntimeException> errors = new ArrayList<>();
    if (expectations.satisfied(key)) {
      carryOut(set, plan, hash, errors);
    }
    if (!plan.status().equals(set.object("status"))) {
      context.client().updateStatus(Resources.DAEMON_SETS, set.with("status", plan.status()));
    }
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
    Set<String> inUse = new HashSet<>(Set.of(hash));
    owned.forEach(pod -> inUse.add(Meta.labels(pod).getOrDefault(RevisionHistory.HASH_LABEL, "")));
    history.truncate(inUse);
    return plan.failed().isEmpty() ? untilAvailable(set, owned) : Result.again(FAILED_PAUSE);
  }

  private Result untilAvailable(JsonObject set, List<JsonObject> owned) {
    int minReady = (int) set.object("spec").integer("minReadySeconds", 0);
    return owned.stream()
        .map(pod -> Pods.untilAvailable(pod, minReady, context.timer().instant()))
        .filter(left -> left != null && left.isPositive())
        .min(Duration::compareTo)
        .map(Result::again)
        .orElse(Result.DONE);
  }

  private void carryOut(JsonObject set, DaemonPlan plan, String hash, List<RuntimeException> errors)
      throws InterruptedException {
    ObjectKey key = ObjectKey.of(set);
    for (JsonObject pod : plan.failed()) {
      context
          .events()
          .event(
              set,
              "Warning",
              "FailedDaemonPod",
              "Found failed daemon pod "
                  + ObjectKey.of(pod)
                  + " on node "
                  + Pods.nodeName(pod)
                  + ", will try to kill it");
    }
    List<String> create = plan.create().stream().limit(BURST).toList();
    List<JsonObject> delete = plan.delete().stream().limit(BURST).toList();
    expectations.expectCreations(key, create.size());
    int done = SlowStart.run(create.size(), i -> create(set, create.get(i), hash), errors);
    for (int i = done; i < create.size(); i++) {
      expectations.created(key);
    }
    if (create.isEmpty() && !delete.isEmpty()) {
      Set<String> uids = new HashSet<>();
      delete.forEach(pod -> uids.add(Meta.uid(pod)));
      expectations.expectDeletions(key, uids);
    }
    SlowStart.atOnce(0, delete.size(), i -> delete(set, delete.get(i)), errors);
  }

  private void create(JsonObject set, String node, String hash) {
    JsonObject template = NodeFit.tied(PodTemplate.of(set), node);
    JsonObject labels = template.object("metadata").object("labels");
    template = template.withAt(labels.with(RevisionHistory.HASH_LABEL, hash), "metadata", "labels");
    JsonObject pod = Pods.fromTemplate(template, set, Meta.name(set) + "-");
    try {
      JsonObject made = context.client().create(Resources.PODS, Meta.namespace(set), pod);
      context.events().event(set, "Normal", "SuccessfulCreate", "Created pod: " + Meta.name(made));
    } catch (ApiException e) {
      context.events().event(set, "Warning", "FailedCreate", "Error creating: " + e.getMessage());
      throw e;
    }
  }

  private void delete(JsonObject set, JsonObject pod) {
    try {
      context.client().delete(Resources.PODS, Meta.namespace(pod), Meta.name(pod));
      context.events().event(set, "Normal", "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
    } catch (ApiException e) {
      expectations.deleted(ObjectKey.of(set), Meta.uid(pod));
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }
}
