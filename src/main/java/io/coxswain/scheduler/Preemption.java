package io.coxswain.scheduler;

import io.coxswain.scheduler.plugin.Plugin;
import io.coxswain.scheduler.plugin.Rejection;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds the node where removing pods of lower priority makes room at the lowest price
 * (DefaultPreemption upstream): the lowest highest priority, then the lowest sum, then the fewest
 * victims, then the youngest.
 */
final class Preemption {
  private Preemption() {}

  /** A node and the pods that must leave it. */
  record Candidate(NodeInfo node, List<PodInfo> victims) {
    private int highest() {
      return victims.stream().mapToInt(PodInfo::priority).max().orElse(Integer.MIN_VALUE);
    }

    /** When the oldest of the most important victims was made. */
    private Instant since() {
      int highest = highest();
      return victims.stream()
          .filter(v -> v.priority() == highest)
          .map(PodInfo::created)
          .min(Comparator.naturalOrder())
          .orElse(Instant.MAX);
    }

    private long sum() {
      return victims.stream().mapToLong(v -> v.priority() + (long) Integer.MAX_VALUE + 1).sum();
    }
  }

  /** The cheapest candidate, or {@code null}. */
  static Candidate find(
      PodInfo pod, Map<NodeInfo, Rejection> rejections, List<Plugin.Check> checks) {
    if (!pod.mayPreempt()) {
      return null;
    }
    List<Candidate> candidates = new ArrayList<>();
    rejections.forEach(
        (node, rejection) -> {
          Candidate candidate = rejection.resolvable() ? candidate(pod, node, checks) : null;
          if (candidate != null) {
            candidates.add(candidate);
          }
        });
    return candidates.stream()
        .min(
            Comparator.comparingInt(Candidate::highest)
                .thenComparingLong(Candidate::sum)
                .thenComparingInt(c -> c.victims().size())
                .thenComparing(Candidate::since, Comparator.reverseOrder()))
        .orElse(null);
  }

  private static Candidate candidate(PodInfo pod, NodeInfo node, List<Plugin.Check> checks) {
    List<PodInfo> lower =
        new ArrayList<>(node.pods().stream().filter(p -> p.priority() < pod.priority()).toList());
    if (lower.isEmpty() || Placement.firstRejection(checks, node.copyWithout(lower)) != null) {
      return null;
    }
    // The most important are spared first, as many as fit.
    lower.sort(
        Comparator.comparingInt((PodInfo p) -> -p.priority()).thenComparing(PodInfo::created));
    List<PodInfo> victims = new ArrayList<>(lower);
    for (PodInfo spared : lower) {
      List<PodInfo> without = new ArrayList<>(victims);
      without.remove(spared);
      if (Placement.firstRejection(checks, node.copyWithout(without)) == null) {
        victims = without;
      }
    }
    return victims.isEmpty() ? null : new Candidate(node, victims);
  }
}
