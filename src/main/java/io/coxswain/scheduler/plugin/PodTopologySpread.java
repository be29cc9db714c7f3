package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import io.coxswain.scheduler.view.SpreadConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Spreads pods over topology domains: hard constraints filter, soft ones score. */
final class PodTopologySpread implements Plugin {
  private static final String UNEVEN = "node(s) didn't match pod topology spread constraints";
  private static final long NOWHERE = -1; // the price of a node that lacks a key

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
          if (!node.labels().containsKey(domains.constraint.topologyKey())) {
            return NOWHERE;
          }
          sum += domains.price(node);
        }
        return Math.round(sum);
      }

      @Override
      public void normalize(long[] scores) {
        if (!soft.isEmpty()) {
          cheapestFirst(scores);
        }
      }
    };
  }

  /** The fullest domain keeps what its distance to none is worth; nodes outside get nothing. */
  private static void cheapestFirst(long[] prices) {
    long least = LongStream.of(prices).filter(p -> p != NOWHERE).min().orElse(0);
    long most = LongStream.of(prices).filter(p -> p != NOWHERE).max().orElse(0);
    for (int i = 0; i < prices.length; i++) {
      if (prices[i] == NOWHERE) {
        prices[i] = 0;
      } else {
        prices[i] = most == 0 ? MAX : MAX * (most + least - prices[i]) / most;
      }
    }
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

    /** Grows with the pods there; many small domains count as much as few large ones. */
    double price(NodeInfo node) {
      int count = counts.getOrDefault(node.labels().get(constraint.topologyKey()), 0);
      return count * Math.log(counts.size() + 2.0) + constraint.maxSkew() - 1;
    }
  }
}
