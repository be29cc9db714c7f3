package io.coxswain.controller.replicaset;

import io.coxswain.controller.Pods;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which pods go first when there are too many: those that were of least use, as upstream ranks them
 * (unassigned, not running, not ready, cheap, crowded, young, restarting). Ages are compared by
 * powers of two, so that neither the oldest nor the youngest pods always lose.
 */
final class DeletionOrder {
  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

  private DeletionOrder() {}

  /**
   * The first {@code count} of {@code pods} to delete.
   *
   * @param related active pods of the same owner's sets, which make a node crowded
   */
  static List<JsonObject> first(
      int count, List<JsonObject> pods, List<JsonObject> related, Instant now) {
    if (count >= pods.size()) {
      return pods;
    }
    Map<String, Integer> crowd = new HashMap<>();
    for (JsonObject pod : related) {
      if (Pods.isActive(pod)) {
        crowd.merge(Pods.nodeName(pod), 1, Integer::sum);
      }
    }
    return pods.stream().sorted(order(crowd, now)).limit(count).toList();
  }

  private static Comparator<JsonObject> order(Map<String, Integer> crowd, Instant now) {
    return Comparator.<JsonObject, Boolean>comparing(pod -> !Pods.nodeName(pod).isEmpty())
        .thenComparing(DeletionOrder::phaseRank)
        .thenComparing(Pods::isReady)
        .thenComparing(DeletionOrder::cost)
        .thenComparing(pod -> -crowd.getOrDefault(Pods.nodeName(pod), 0))
        .thenComparing(pod -> ageRank(Pods.readySince(pod), now))
        .thenComparing(pod -> -restarts(pod, "containerStatuses"))
        .thenComparing(pod -> -restarts(pod, "initContainerStatuses"))
        .thenComparing(pod -> ageRank(Time.parse(Meta.creationTimestamp(pod)), now))
        .thenComparing(Meta::uid);
  }

  private static int phaseRank(JsonObject pod) {
    return switch (Pods.phase(pod)) {
      case "Pending" -> 0;
      case "Unknown" -> 1;
      default -> 2;
    };
  }

  private static long cost(JsonObject pod) {
    try {
      String cost = Meta.annotation(pod, COST);
      return cost == null ? 0 : Integer.parseInt(cost);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int ageRank(Instant since, Instant now) {
    if (since == null) {
      return -1;
    }
    long nanos = Duration.between(since, now).toNanos();
    return nanos <= 0 ? 0 : 64 - Long.numberOfLeadingZeros(nanos);
  }

  private static long restarts(JsonObject pod, String list) {
    return pod.object("status").objects(list).stream()
        .mapToLong(status -> status.integer("restartCount", 0))
        .max()
        .orElse(0);
  }
}
