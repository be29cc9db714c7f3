package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import io.coxswain.scheduler.view.Resources;

/** Prefers nodes whose processor and memory fill up evenly. */
final class NodeResourcesBalancedAllocation implements Plugin {
  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    // Pods that request nothing would all pile onto the most balanced node.
    if (pod.requests().get(Resources.CPU) == 0 && pod.requests().get(Resources.MEMORY) == 0) {
      return NEUTRAL;
    }
    return new Check() {
      @Override
      public long score(NodeInfo node) {
        double cpu = used(pod, node, Resources.CPU);
        double memory = used(pod, node, Resources.MEMORY);
        // Of two values the standard deviation is half their distance.
        return (long) ((1 - Math.abs(cpu - memory) / 2) * MAX);
      }
    };
  }

  private static double used(PodInfo pod, NodeInfo node, String resource) {
    long capacity = node.allocatable().get(resource);
    if (capacity == 0) {
      return 0;
    }
    long used = node.requested().get(resource) + pod.requests().get(resource);
    return Math.min(1, (double) used / capacity);
  }
}
