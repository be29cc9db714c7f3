package io.coxswain.scheduler;

import io.coxswain.scheduler.plugin.Rejection;
import io.coxswain.scheduler.view.NodeInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The words of a FailedScheduling event (framework.FitError upstream). */
final class Diagnosis {
  private Diagnosis() {}

  /**
   * {@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. preemption:
   * …}.
   */
  static String message(int nodes, Map<NodeInfo, Rejection> rejections) {
    if (nodes == 0) {
      return "no nodes available to schedule pods";
    }
    return "0/"
        + nodes
        + " nodes are available: "
        + histogram(reasons(rejections))
        + ". preemption: "
        + preemption(nodes, rejections);
  }

  private static String preemption(int nodes, Map<NodeInfo, Rejection> rejections) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Rejection rejection : rejections.values()) {
      String why =
          rejection.resolvable()
              ? "No preemption victims found for incoming pod"
              : "Preemption is not helpful for scheduling";
      counts.merge(why, 1, Integer::sum);
    }
    return "0/" + nodes + " nodes are available: " + histogram(counts) + ".";
  }

  private static Map<String, Integer> reasons(Map<NodeInfo, Rejection> rejections) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Rejection rejection : rejections.values()) {
      rejection.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum));
    }
    return counts;
  }

  /** Upstream sorts the finished words, count first. */
  private static String histogram(Map<String, Integer> counts) {
    List<String> words = new ArrayList<>();
    counts.forEach((reason, count) -> words.add(count + " " + reason));
    Collections.sort(words);
    return String.join(", ", words);
  }
}
