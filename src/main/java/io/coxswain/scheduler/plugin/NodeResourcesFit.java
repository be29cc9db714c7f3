package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import io.coxswain.scheduler.view.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The node must have what the pod requests; the emptiest node scores best (LeastAllocated). */
final class NodeResourcesFit implements Plugin {
  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    Map<String, Long> wanted = new TreeMap<>(pod.requests().amounts());
    return new Check() {
      @Override
      public Rejection filter(NodeInfo node) {
        return fit(wanted, node);
      }

      @Override
      public long score(NodeInfo node) {
        return (free(pod, node, Resources.CPU) + free(pod, node, Resources.MEMORY)) / 2;
      }
    };
  }

  private static Rejection fit(Map<String, Long> wanted, NodeInfo node) {
    List<String> reasons = new ArrayList<>();
    boolean resolvable = true;
    Resources allocatable = node.allocatable();
    if (node.pods().size() + 1 > allocatable.get(Resources.PODS)) {
      reasons.add("Too many pods");
    }
    for (Map.Entry<String, Long> request : wanted.entrySet()) {
      long amount = request.getValue();
      String name = request.getKey();
      if (amount > 0 && amount > allocatable.get(name) - node.requested().get(name)) {
        reasons.add("Insufficient " + name);
        // More than the whole node has: nobody's leaving helps.
        resolvable &= amount <= allocatable.get(name);
      }
    }
    return reasons.isEmpty() ? null : new Rejection(reasons, resolvable);
  }

  private static long free(PodInfo pod, NodeInfo node, String resource) {
    long capacity = node.allocatable().get(resource);
    long used = node.scored().get(resource) + pod.scored().get(resource);
    return capacity == 0 || used > capacity ? 0 : (capacity - used) * MAX / capacity;
  }
}
