package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerEvent;
import io.coxswain.node.runtime.Labels;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The workers of this node's pods, by uid. Thread-safe. */
public final class PodWorkers implements AutoCloseable {
  private final NodeServices services;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private AutoCloseable events;

  public PodWorkers(NodeServices services) {
    this.services = services;
  }

  /** Begins to follow the runtime's events. */
  public void start() {
    events = services.runtime().events(this::containerChanged);
  }

  /** A pod of this node that was admitted before, as the API or the journal has it. */
  public void put(JsonObject pod) {
    put(pod, () -> Optional.empty());
  }

  /**
   * A pod that was bound to this node: where it is new it is judged first. One that is rejected
   * fails, and nothing of it is started.
   *
   * @param node the Node with its labels and taints as last seen
   * @param asked the Node as it is now, for where it would reject the pod
   */
  public void admit(JsonObject pod, Supplier<JsonObject> node, Supplier<JsonObject> asked) {
    put(
        pod,
        () ->
            judge(pod, node.get())
                .flatMap(no -> no.ofNode() ? judge(pod, asked.get()) : Optional.of(no))
                .map(no -> PodStatus.rejected(pod, no, services.clock().instant())));
  }

  private Optional<Rejection> judge(JsonObject pod, JsonObject node) {
    return PodAdmission.judge(pod, active(), node, services.node().allocatable());
  }

  private void put(JsonObject pod, Supplier<Optional<JsonObject>> rejected) {
    String uid = Meta.uid(pod);
    synchronized (workers) {
      PodWorker worker = workers.get(uid);
      if (worker != null && !worker.isFinished()) {
        worker.update(pod);
        return;
      }
      PodWorker fresh = new PodWorker(services, pod);
      rejected.get().ifPresent(fresh::reject);
      workers.put(uid, fresh);
      fresh.start();
    }
  }

  /** What holds ports and resources: pods that are not over, and that the API still has. */
  private List<JsonObject> active() {
    return workers.values().stream()
        .filter(worker -> !worker.isFinished() && !worker.isRemoved())
        .map(PodWorker::pod)
        .filter(pod -> !PodPhase.isOver(pod))
        .toList();
  }

  /** The pod is gone from the API. Its worker ends by itself once everything is cleaned up. */
  public void remove(String uid) {
    synchronized (workers) {
      PodWorker worker = workers.get(uid);
      if (worker == null) {
        return;
      }
      if (worker.isFinished()) {
        workers.remove(uid);
      } else {
        worker.remove();
      }
    }
  }

  /** Forgets the worker of a pod of which nothing is left. */
  public void forgetFinished() {
    workers.values().removeIf(PodWorker::isFinished);
  }

  public Set<String> uids() {
    return Set.copyOf(workers.keySet());
  }

  /** The pods with their status as this node last saw it. */
  public List<JsonObject> pods() {
    return workers.values().stream()
        .filter(worker -> !worker.isFinished())
        .map(PodWorker::pod)
        .toList();
  }

  /**
   * @param uid {@code null} or empty for any
   */
  public Optional<JsonObject> pod(String namespace, String name, String uid) {
    return pods().stream()
        .filter(p -> Meta.namespace(p).equals(namespace) && Meta.name(p).equals(name))
        .filter(p -> uid == null || uid.isEmpty() || Meta.uid(p).equals(uid))
        .findFirst();
  }

  private void containerChanged(ContainerEvent event) {
    if (event == ContainerEvent.RELIST || event.podUid().isEmpty()) {
      workers.values().forEach(PodWorker::wake);
      return;
    }
    PodWorker worker = workers.get(event.podUid());
    if (worker != null) {
      worker.wake();
    }
  }

  /**
   * Removes what belongs to pods that this node does not have any more. Only to be called once the
   * pods are known from the API.
   *
   * @throws ApiException where the runtime or the host refuses; it may be repeated
   */
  public void removeOrphans() {
    Set<String> known = new HashSet<>(workers.keySet());
    Map<String, String> ours = new HashMap<>();
    ours.put(Labels.NODE, services.node().name());
    for (Container container : services.runtime().list(ours)) {
      if (!known.contains(container.label(Labels.POD_UID))) {
        services.runtime().remove(container.id());
      }
    }
    for (String uid : services.sandboxes().podUids()) {
      if (!known.contains(uid)) {
        services.network().detach(uid);
        services.sandboxes().remove(uid);
      }
    }
    for (String uid : services.volumes().podUids()) {
      if (!known.contains(uid)) {
        services.volumes().remove(uid);
      }
    }
    services.network().retain(known);
  }

  /** Ends the workers; containers stay as they are. */
  @Override
  public void close() {
    workers.values().forEach(PodWorker::stop);
    try {
      if (events != null) {
        events.close();
      }
    } catch (Exception e) {
      throw ApiException.of(e);
    }
  }
}
