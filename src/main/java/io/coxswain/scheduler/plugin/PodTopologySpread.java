package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import io.coxswain.scheduler.view.SpreadConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Spreads pods over topology domains: hard constraints filter, soft ones score. */
final class PodTopologySpread implements Plugin {
  private static final String UNEVEN = "node(s) didn't match pod topology spread constraints";

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Check prepare(PodInfo pod, ClusterView cluster) {
    if (pod.spread().isEmpty()) {
      return NEUTRAL;
    }
    List<Domains> hard = domains(pod, cluster, true);
    List<Domains> soft = domains(pod, cluster, false);
    return new Check() {
      @Override
      public Rejection filter(NodeInfo node) {
        for (Domains domains : hard) {
          Rejection rejection = domains.filter(node);
          if (rejection != null) {
            return rejection;
          }
        }
        return null;
      }

      @Override
      public long score(NodeInfo node) {
        double sum = 0;
        for (Domains domains : soft) {
          sum += domains.count(node) * Math.log(domains.counts.size() + 2.0);
        }
        return Math.round(sum * MAX);
      }

      @Override
      public void normalize(long[] scores) {
        Plugin.spread(scores);
        for (int i = 0; i < scores.length; i++) {
          scores[i] = soft.isEmpty() ? 0 : MAX - scores[i];
        }
      }
    };
  }

  private static List<Domains> domains(PodInfo pod, ClusterView cluster, boolean hard) {
    List<SpreadConstraint> all = pod.spread().stream().filter(c -> c.hard() == hard).toList();
    // A node counts only if it has the keys of all constraints of its sort.
    List<NodeInfo> nodes =
        cluster.nodes().stream()
            .filter(n -> all.stream().allMatch(c -> n.labels().containsKey(c.topologyKey())))
            .toList();
    return all.stream().map(c -> new Domains(pod, c, nodes)).toList();
  }

  /** How many matching pods each domain of one constraint has. */
  private static final class Domains {
    private final SpreadConstraint constraint;
    private final Map<String, Integer> counts = new HashMap<>();
    private final int least;
    private final boolean self;

    Domains(PodInfo pod, SpreadConstraint constraint, List<NodeInfo> nodes) {
      this.constraint = constraint;
      this.self = constraint.selector().matches(pod.labels());
      for (NodeInfo node : nodes) {
        if (eligible(pod, node)) {
          counts.merge(
              node.labels().get(constraint.topologyKey()), matching(pod, node), Integer::sum);
        }
      }
      int min = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      this.least = counts.size() < constraint.minDomains() ? 0 : min;
    }

    private boolean eligible(PodInfo pod, NodeInfo node) {
      return (!constraint.honorAffinity() || pod.accepts(node))
          && (!constraint.honorTaints()
              || node.taints().stream().noneMatch(t -> t.repels() && !pod.tolerates(t)));
    }

    private int matching(PodInfo pod, NodeInfo node) {
      int count = 0;
      for (PodInfo other : node.pods()) {
        if (!other.isDeleting()
            && other.namespace().equals(pod.namespace())
            && constraint.selector().matches(other.labels())) {
          count++;
        }
      }
      return count;
    }

    Rejection filter(NodeInfo node) {
      String domain = node.labels().get(constraint.topologyKey());
      if (domain == null) {
        return Rejection.unresolvable(UNEVEN + " (missing required label)");
      }
      int skew = counts.getOrDefault(domain, 0) + (self ? 1 : 0) - least;
      return skew > constraint.maxSkew() ? Rejection.resolvable(UNEVEN) : null;
    }

    int count(NodeInfo node) {
      String domain = node.labels().get(constraint.topologyKey());
      return domain == null ? Integer.MAX_VALUE / 1000 : counts.getOrDefault(domain, 0);
    }
  }
}
