package io.coxswain.controller.replicaset;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Claims;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Expectations;
import io.coxswain.controller.Owners;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.controller.SlowStart;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps as many pods as a set asks for; one engine for ReplicaSets and ReplicationControllers. */
public final class ReplicaSetController {
  private static final int WORKERS = 5;
  private static final int BURST = 500;

  private final ControllerContext context;
  private final Gvr resource;
  private final String kind;
  private final Informer sets;
  private final Informer pods;
  private final Expectations<ObjectKey> expectations;
  private final WorkQueue<ObjectKey> queue;

  private ReplicaSetController(ControllerContext context, Gvr resource, String kind) {
    this.context = context;
    this.resource = resource;
    this.kind = kind;
    this.sets = Owners.indexed(context.informers().of(resource));
    this.pods = Owners.indexed(context.informers().of(Resources.PODS));
    this.expectations = new Expectations<>(context.timer());
    this.queue = new WorkQueue<>(context.timer());
  }

  public static AutoCloseable replicaSets(ControllerContext context) {
    return new ReplicaSetController(context, Resources.REPLICA_SETS, "ReplicaSet").start();
  }

  public static AutoCloseable replicationControllers(ControllerContext context) {
    return new ReplicaSetController(
            context, Resources.REPLICATION_CONTROLLERS, "ReplicationController")
        .start();
  }

  private AutoCloseable start() {
    sets.onEvent(this::setChanged);
    pods.onEvent(this::podChanged);
    return Controller.start(
        resource.resource(), queue, WORKERS, List.of(sets, pods), this::reconcile);
  }

  private void setChanged(JsonObject old, JsonObject now) {
    JsonObject set = now == null ? old : now;
    if (now == null) {
      expectations.forget(ObjectKey.of(set));
    }
    queue.add(ObjectKey.of(set));
  }

  private void podChanged(JsonObject old, JsonObject now) {
    if (old == null) {
      if (Meta.isDeleting(now)) {
        podGone(now);
      } else {
        podAdded(now);
      }
    } else if (now == null) {
      podGone(old);
    } else {
      podUpdated(old, now);
    }
  }

  private void podAdded(JsonObject pod) {
    ObjectKey owner = ownerOf(pod);
    if (owner != null) {
      expectations.created(owner);
      queue.add(owner);
    } else if (Meta.controllerOf(pod).isEmpty()) {
      offer(pod);
    }
  }

  private void podGone(JsonObject pod) {
    ObjectKey owner = ownerOf(pod);
    if (owner != null) {
      expectations.deleted(owner, Meta.uid(pod));
      queue.add(owner);
    }
  }

  private void podUpdated(JsonObject old, JsonObject now) {
    if (Meta.isDeleting(now)) {
      // Seen as gone at once: a replacement must not wait for the grace period.
      podGone(now);
      return;
    }
    ObjectKey before = ownerOf(old);
    ObjectKey after = ownerOf(now);
    if (before != null && !before.equals(after)) {
      queue.add(before);
    }
    if (after != null) {
      queue.add(after);
    } else if (Meta.controllerOf(now).isEmpty()
        && (before != null || !Meta.labels(old).equals(Meta.labels(now)))) {
      offer(now);
    }
  }

  /** An orphan is shown to every set that could want it. */
  private void offer(JsonObject pod) {
    for (JsonObject set : sets.list(Meta.namespace(pod))) {
      if (selector(set).matches(pod)) {
        queue.add(ObjectKey.of(set));
      }
    }
  }

  private ObjectKey ownerOf(JsonObject pod) {
    JsonObject owner = Meta.controllerOf(pod).orElse(JsonObject.EMPTY);
    return kind.equals(owner.string("kind"))
            && owner.string("apiVersion", "").equals(resource.apiVersion())
        ? ObjectKey.of(Meta.namespace(pod), owner.string("name"))
        : null;
  }

  private static LabelSelector selector(JsonObject set) {
    JsonObject selector = set.object("spec").object("selector");
    if ("ReplicationController".equals(set.string("kind"))) {
      return selector.isEmpty() ? LabelSelector.NOTHING : LabelSelector.ofMap(selector.stringMap());
    }
    return LabelSelector.ofObject(selector);
  }

  private Result reconcile(ObjectKey key) throws InterruptedException {
    JsonObject set = sets.get(key);
    if (set == null) {
      expectations.forget(key);
      return Result.DONE;
    }
    boolean mayCount = expectations.satisfied(key);
    List<JsonObject> candidates = Owners.candidates(pods, set);
    Claims claims = new Claims(context.client(), resource, set, selector(set), Resources.PODS);
    List<JsonObject> active =
        claims.claim(candidates.stream().filter(Pods::isActive).toList(), pod -> true);
    int terminating = (int) candidates.stream().filter(p -> isTerminatingOf(set, p)).count();
    List<RuntimeException> errors = new ArrayList<>();
    int wanted = replicas(set);
    int diff = active.size() - wanted;
    if (mayCount && !Meta.isDeleting(set)) {
      manage(set, active, diff, errors);
    }
    RuntimeException error = errors.isEmpty() ? null : errors.getFirst();
    writeStatus(set, active, terminating, ReplicaStatus.Failure.of(diff, error));
    if (error != null) {
      throw error;
    }
    return untilNextAvailable(set, active);
  }

  private static boolean isTerminatingOf(JsonObject set, JsonObject pod) {
    return Meta.isControlledBy(pod, Meta.uid(set)) && Pods.isTerminating(pod);
  }

  static int replicas(JsonObject set) {
    return (int) set.object("spec").integer("replicas", 1);
  }

  private void manage(
      JsonObject set, List<JsonObject> active, int diff, List<RuntimeException> errors)
      throws InterruptedException {
    if (diff < 0) {
      create(set, Math.min(-diff, BURST), errors);
    } else if (diff > 0) {
      int count = Math.min(diff, BURST);
      delete(
          set, DeletionOrder.first(count, active, related(set), context.timer().instant()), errors);
    }
  }

  private void create(JsonObject set, int count, List<RuntimeException> errors)
      throws InterruptedException {
    ObjectKey key = ObjectKey.of(set);
    expectations.expectCreations(key, count);
    JsonObject template = set.object("spec").object("template");
    JsonObject pod = Pods.fromTemplate(template, set, prefix(Meta.name(set)));
    int done = SlowStart.run(count, i -> createOne(set, pod), errors);
    for (int i = done; i < count; i++) {
      expectations.created(key);
    }
    errors.removeIf(ReplicaSetController::namespaceTerminates);
  }

  private static String prefix(String name) {
    // generateName is cut to leave room for five random characters.
    return name + "-";
  }

  private void createOne(JsonObject set, JsonObject pod) {
    try {
      JsonObject made = context.client().create(Resources.PODS, Meta.namespace(set), pod);
      context.events().event(set, "Normal", "SuccessfulCreate", "Created pod: " + Meta.name(made));
    } catch (ApiException e) {
      if (!namespaceTerminates(e)) {
        context.events().event(set, "Warning", "FailedCreate", "Error creating: " + e.getMessage());
      }
      throw e;
    }
  }

  private static boolean namespaceTerminates(RuntimeException error) {
    return error instanceof ApiException e
        && e.is(Reason.FORBIDDEN)
        && e.status().details().objects("causes").stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.string("reason")));
  }

  private void delete(JsonObject set, List<JsonObject> victims, List<RuntimeException> errors)
      throws InterruptedException {
    ObjectKey key = ObjectKey.of(set);
    Set<String> uids = new HashSet<>();
    victims.forEach(pod -> uids.add(Meta.uid(pod)));
    expectations.expectDeletions(key, uids);
    SlowStart.atOnce(0, victims.size(), i -> deleteOne(set, victims.get(i)), errors);
  }

  private void deleteOne(JsonObject set, JsonObject pod) {
    try {
      context.client().delete(Resources.PODS, Meta.namespace(pod), Meta.name(pod));
      context.events().event(set, "Normal", "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
    } catch (ApiException e) {
      expectations.deleted(ObjectKey.of(set), Meta.uid(pod));
      if (e.is(Reason.NOT_FOUND)) {
        return;
      }
      context.events().event(set, "Warning", "FailedDelete", "Error deleting: " + e.getMessage());
      throw e;
    }
  }

  /** The pods of all sets with the same controller: during a rollout they share nodes. */
  private List<JsonObject> related(JsonObject set) {
    JsonObject owner = Meta.controllerOf(set).orElse(null);
    if (owner == null) {
      return Owners.controlled(pods, set);
    }
    JsonObject ownerObject = JsonObject.of("metadata", owner);
    return Owners.controlled(sets, ownerObject).stream()
        .flatMap(sibling -> Owners.controlled(pods, sibling).stream())
        .toList();
  }

  private void writeStatus(
      JsonObject set, List<JsonObject> active, int terminating, ReplicaStatus.Failure failure) {
    JsonObject status =
        ReplicaStatus.of(
            set,
            active,
            terminating,
            failure,
            kind.equals("ReplicaSet"),
            context.timer().instant());
    if (!status.equals(set.object("status"))) {
      context.client().updateStatus(resource, set.with("status", status));
    }
  }

  /** A pod becomes available by time alone. */
  private Result untilNextAvailable(JsonObject set, List<JsonObject> active) {
    int minReady = (int) set.object("spec").integer("minReadySeconds", 0);
    return active.stream()
        .map(pod -> Pods.untilAvailable(pod, minReady, context.timer().instant()))
        .filter(left -> left != null && left.isPositive())
        .min(Duration::compareTo)
        .map(Result::again)
        .orElse(Result.DONE);
  }
}
