package io.coxswain.scheduler.plugin;

import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.NodeInfo;
import io.coxswain.scheduler.view.PodInfo;

/** One rule of placement. */
public interface Plugin {
  /** Upstream's name. */
  String name();

  /** Prepares the rule for one pod; what is asked per node must not be O(cluster) again. */
  Check prepare(PodInfo pod, ClusterView cluster);

  /** How much the score counts; 0 for rules that only filter. */
  default int weight() {
    return 0;
  }

  /** A rule prepared for one pod. */
  interface Check {
    /** {@code null} where the node can take the pod. */
    default Rejection filter(NodeInfo node) {
      return null;
    }

    /** Any scale; {@link #normalize} brings it to 0…100. */
    default long score(NodeInfo node) {
      return 0;
    }

    /** Brings the scores of all feasible nodes to 0…100, in place. */
    default void normalize(long[] scores) {}
  }

  /** A check that neither rejects nor prefers. */
  Check NEUTRAL = new Check() {};

  /** The highest normalized score. */
  long MAX = 100;

  /** Scales so that the largest becomes {@link #MAX}; {@code reverse} turns few into much. */
  static void scale(long[] scores, boolean reverse) {
    long max = 0;
    for (long score : scores) {
      max = Math.max(max, score);
    }
    for (int i = 0; i < scores.length; i++) {
      long scaled = max == 0 ? 0 : scores[i] * MAX / max;
      scores[i] = reverse ? MAX - scaled : scaled;
    }
  }

  /** Scales so that the smallest becomes 0 and the largest {@link #MAX}. */
  static void spread(long[] scores) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (long score : scores) {
      min = Math.min(min, score);
      max = Math.max(max, score);
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = max == min ? 0 : (scores[i] - min) * MAX / (max - min);
    }
  }
}
