package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All nodes with their pods, changed one pod or node at a time. A pod that was just placed counts
 * as <em>assumed</em> until its binding is seen or given up. Belongs to the scheduling thread.
 */
public final class ClusterView {
  private final Map<String, NodeInfo> nodes = new LinkedHashMap<>();
  private final Map<ObjectKey, String> places = new HashMap<>();
  private final Map<ObjectKey, PodInfo> withTerms = new LinkedHashMap<>();
  private final Map<ObjectKey, PodInfo> assumed = new HashMap<>();
  private final Map<String, Map<String, String>> namespaces = new HashMap<>();
  private List<NodeInfo> existing = List.of(); // cached, null when stale

  public void putNode(JsonObject node) {
    node(Meta.name(node)).describe(node);
    existing = null;
  }

  public void removeNode(String name) {
    NodeInfo info = nodes.get(name);
    if (info == null) {
      return;
    }
    info.describe(null);
    if (info.pods().isEmpty()) {
      nodes.remove(name);
    }
    existing = null;
  }

  /** Takes a bound pod in; a terminal one takes no room. */
  public void putPod(PodInfo pod) {
    removePod(pod.key());
    assumed.remove(pod.key());
    if (pod.nodeName().isEmpty() || pod.isTerminal()) {
      return;
    }
    place(pod);
  }

  private void place(PodInfo pod) {
    node(pod.nodeName()).add(pod);
    places.put(pod.key(), pod.nodeName());
    if (pod.hasPodTerms()) {
      withTerms.put(pod.key(), pod);
    }
  }

  public void removePod(ObjectKey key) {
    assumed.remove(key);
    withTerms.remove(key);
    String place = places.remove(key);
    NodeInfo info = place == null ? null : nodes.get(place);
    if (info != null) {
      info.remove(key);
      if (!info.exists() && info.pods().isEmpty()) {
        nodes.remove(place);
      }
    }
  }

  /** Counts {@code pod}, as if bound already, until {@link #putPod} or {@link #forget}. */
  public void assume(PodInfo pod) {
    place(pod);
    assumed.put(pod.key(), pod);
  }

  /** The binding failed. A pod that was seen bound in the meantime stays. */
  public void forget(ObjectKey key) {
    if (assumed.containsKey(key)) {
      removePod(key);
    }
  }

  public boolean isPlaced(ObjectKey key) {
    return places.containsKey(key);
  }

  public void putNamespace(String name, Map<String, String> labels) {
    namespaces.put(name, labels);
  }

  public void removeNamespace(String name) {
    namespaces.remove(name);
  }

  public Map<String, String> namespaceLabels(String name) {
    return namespaces.getOrDefault(name, Map.of());
  }

  /** The nodes that exist, in a stable order. */
  public List<NodeInfo> nodes() {
    if (existing == null) {
      List<NodeInfo> out = new ArrayList<>();
      for (NodeInfo info : nodes.values()) {
        if (info.exists()) {
          out.add(info);
        }
      }
      existing = List.copyOf(out);
    }
    return existing;
  }

  /** The node that exists under this name, or {@code null}. */
  public NodeInfo existing(String name) {
    NodeInfo info = nodes.get(name);
    return info != null && info.exists() ? info : null;
  }

  /** The placed pods whose own affinity terms concern newcomers. */
  public Collection<PodInfo> podsWithTerms() {
    return withTerms.values();
  }

  private NodeInfo node(String name) {
    return nodes.computeIfAbsent(name, NodeInfo::new);
  }
}
