package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node and the pods on it, with their sums kept up to date. Belongs to the scheduling thread;
 * only {@link ClusterView} changes it, and {@link #copy} gives a scratch one.
 */
public final class NodeInfo {
  private final String name;
  private JsonObject node; // null while only its pods are known
  private Map<String, String> labels = Map.of();
  private List<Taint> taints = List.of();
  private Resources allocatable = Resources.NONE;
  private Map<String, Long> images = Map.of();
  private final Map<ObjectKey, PodInfo> pods = new LinkedHashMap<>();
  private Resources requested = Resources.NONE;
  private Resources scored = Resources.NONE;

  NodeInfo(String name) {
    this.name = name;
  }

  void describe(JsonObject object) {
    node = object;
    if (object == null) {
      return;
    }
    labels = Meta.labels(object);
    taints = object.object("spec").objects("taints").stream().map(Taint::of).toList();
    allocatable = Resources.of(object.object("status").object("allocatable"));
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (JsonObject image : object.object("status").objects("images")) {
      image.strings("names").forEach(n -> sizes.put(n, image.integer("sizeBytes", 0)));
    }
    images = sizes;
  }

  void add(PodInfo pod) {
    remove(pod.key());
    pods.put(pod.key(), pod);
    requested = requested.plus(pod.requests());
    scored = scored.plus(pod.scored());
  }

  PodInfo remove(ObjectKey key) {
    PodInfo old = pods.remove(key);
    if (old != null) {
      requested = requested.minus(old.requests());
      scored = scored.minus(old.scored());
    }
    return old;
  }

  /** A node of the same state without {@code leaving}, to ask what would be. */
  public NodeInfo copyWithout(Collection<PodInfo> leaving) {
    NodeInfo copy = new NodeInfo(name);
    copy.describe(node);
    pods.values().forEach(copy::add);
    leaving.forEach(pod -> copy.remove(pod.key()));
    return copy;
  }

  public String name() {
    return name;
  }

  /** Whether the Node object itself is there. */
  public boolean exists() {
    return node != null;
  }

  public JsonObject object() {
    return node;
  }

  public Map<String, String> labels() {
    return labels;
  }

  public List<Taint> taints() {
    return taints;
  }

  public boolean isUnschedulable() {
    return node.object("spec").bool("unschedulable", false);
  }

  public Resources allocatable() {
    return allocatable;
  }

  public Resources requested() {
    return requested;
  }

  /** As {@link PodInfo#scored}, summed. */
  public Resources scored() {
    return scored;
  }

  public Collection<PodInfo> pods() {
    return pods.values();
  }

  public List<HostPort> usedPorts() {
    List<HostPort> out = new ArrayList<>();
    pods.values().forEach(pod -> out.addAll(pod.hostPorts()));
    return out;
  }

  public boolean hasImage(String image) {
    return images.containsKey(image);
  }

  /** Bytes of an image on this node, 0 if it is not there. */
  public long imageSize(String image) {
    return images.getOrDefault(image, 0L);
  }
}
