package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import io.coxswain.scheduler.view.Taint;

/** Cordoned nodes take only pods that tolerate it. */
final class NodeUnschedulable implements Plugin {
  private static final Taint CORDONED =
      new Taint("node.kubernetes.io/unschedulable", "", Taint.NO_SCHEDULE);

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    if (pod.tolerates(CORDONED)) {
      return NEUTRAL;
    }
    return new Check() {
      @Override
      public Rejection filter(NodeInfo node) {
        return node.isUnschedulable() ? Rejection.unresolvable("node(s) were unschedulable") : null;
      }
    };
  }
}
