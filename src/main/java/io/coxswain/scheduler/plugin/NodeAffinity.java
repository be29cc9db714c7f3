package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;

/** The pod's node selector and node affinity. */
final class NodeAffinity implements Plugin {
  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    return new Check() {
      @Override
      public Rejection filter(NodeInfo node) {
        return pod.accepts(node)
            ? null
            : Rejection.unresolvable("node(s) didn't match Pod's node affinity/selector");
      }

      @Override
      public long score(NodeInfo node) {
        long sum = 0;
        for (PodInfo.PreferredNode preferred : pod.preferredNodes()) {
          // An empty preference matches every node (unlike an empty required term).
          if (preferred.term().empty() || preferred.term().matches(node)) {
            sum += preferred.weight();
          }
        }
        return sum;
      }

      @Override
      public void normalize(long[] scores) {
        Plugin.scale(scores, false);
      }
    };
  }
}
