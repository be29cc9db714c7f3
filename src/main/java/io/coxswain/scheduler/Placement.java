package io.coxswain.scheduler;

import io.coxswain.scheduler.plugin.Plugin;
import io.coxswain.scheduler.plugin.Rejection;
import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Decides where one pod goes: filters, then scores. Pure but for the tie-breaking randomness. */
public final class Placement {
  private static final int ENOUGH = 100; // feasible nodes that are always looked for

  private final List<Plugin> plugins;
  private final RandomGenerator random;
  private int start; // where the last search ended, so that all nodes get their turn

  /** A node, or ({@code node} null) why none. */
  public record Decision(
      NodeInfo node, Map<NodeInfo, Rejection> rejections, List<Plugin.Check> checks) {}

  public Placement(List<Plugin> plugins, RandomGenerator random) {
    this.plugins = plugins;
    this.random = random;
  }

  public Decision decide(PodInfo pod, ClusterView cluster) {
    List<Plugin.Check> checks = new ArrayList<>(plugins.size());
    plugins.forEach(plugin -> checks.add(plugin.prepare(pod, cluster)));
    List<NodeInfo> nodes = cluster.nodes();
    int enough = enough(nodes.size());
    List<NodeInfo> feasible = new ArrayList<>();
    Map<NodeInfo, Rejection> rejections = new LinkedHashMap<>();
    int looked = 0;
    for (; looked < nodes.size() && feasible.size() < enough; looked++) {
      NodeInfo node = nodes.get((start + looked) % nodes.size());
      Rejection rejection = firstRejection(checks, node);
      if (rejection == null) {
        feasible.add(node);
      } else {
        rejections.put(node, rejection);
      }
    }
    start = nodes.isEmpty() ? 0 : (start + looked) % nodes.size();
    return new Decision(best(checks, feasible), rejections, checks);
  }

  /** The first rule that rejects the node, as upstream stops at it. */
  static Rejection firstRejection(List<Plugin.Check> checks, NodeInfo node) {
    for (Plugin.Check check : checks) {
      Rejection rejection = check.filter(node);
      if (rejection != null) {
        return rejection;
      }
    }
    return null;
  }

  /** Up to 100 nodes all are looked at; beyond, a share that falls to 5 % (adaptive sampling). */
  private static int enough(int nodes) {
    if (nodes <= ENOUGH) {
      return nodes;
    }
    int percent = Math.max(5, 50 - nodes / 125);
    return Math.max(ENOUGH, nodes * percent / 100);
  }

  private NodeInfo best(List<Plugin.Check> checks, List<NodeInfo> feasible) {
    if (feasible.size() <= 1) {
      return feasible.isEmpty() ? null : feasible.getFirst();
    }
    long[] totals = new long[feasible.size()];
    for (int p = 0; p < plugins.size(); p++) {
      Plugin.Check check = checks.get(p);
      if (plugins.get(p).weight() == 0 || check == Plugin.NEUTRAL) {
        continue;
      }
      long[] scores = new long[feasible.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = check.score(feasible.get(i));
      }
      check.normalize(scores);
      for (int i = 0; i < scores.length; i++) {
        totals[i] += plugins.get(p).weight() * scores[i];
      }
    }
    return feasible.get(highest(totals));
  }

  /** One of the highest, each as likely as the other. */
  private int highest(long[] totals) {
    int best = 0;
    int ties = 1;
    for (int i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
        ties = 1;
      } else if (totals[i] == totals[best] && random.nextInt(++ties) == 0) {
        best = i;
      }
    }
    return best;
  }
}
