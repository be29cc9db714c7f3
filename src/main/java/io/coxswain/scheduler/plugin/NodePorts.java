package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.HostPort;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import java.util.List;

/** A port of the node belongs to one pod. */
final class NodePorts implements Plugin {
  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    List<HostPort> wanted = pod.hostPorts();
    if (wanted.isEmpty()) {
      return NEUTRAL;
    }
    return new Check() {
      @Override
      public Rejection filter(NodeInfo node) {
        for (HostPort used : node.usedPorts()) {
          if (wanted.stream().anyMatch(used::conflictsWith)) {
            return Rejection.resolvable(
                "node(s) didn't have free ports for the requested pod ports");
          }
        }
        return null;
      }
    };
  }
}
