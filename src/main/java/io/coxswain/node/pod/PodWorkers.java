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

  /** A pod of this node as the API or the journal has it. */
  public void put(JsonObject pod) {
    String uid = Meta.uid(pod);
    synchronized (workers) {
      PodWorker worker = workers.get(uid);
      if (worker != null && !worker.isFinished()) {
        worker.update(pod);
        return;
      }
      PodWorker fresh = new PodWorker(services, pod);
      workers.put(uid, fresh);
      fresh.start();
    }
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
