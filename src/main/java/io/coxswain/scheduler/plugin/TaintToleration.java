package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import io.coxswain.scheduler.view.Taint;

/**
 * Taints repel pods that do not tolerate them; PreferNoSchedule ones only count against the node.
 */
final class TaintToleration implements Plugin {
  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public int weight() {
    return 3;
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    return new Check() {
      @Override
      public Rejection filter(NodeInfo node) {
        for (Taint taint : node.taints()) {
          if (taint.repels() && !pod.tolerates(taint)) {
            return Rejection.unresolvable("node(s) had untolerated taint(s)");
          }
        }
        return null;
      }

      @Override
      public long score(NodeInfo node) {
        return node.taints().stream()
            .filter(t -> t.effect().equals(Taint.PREFER_NO_SCHEDULE))
            .filter(t -> !pod.tolerates(t))
            .count();
      }

      @Override
      public void normalize(long[] scores) {
        Plugin.scale(scores, true);
      }
    };
  }
}
