package io.coxswain.controller.nodelifecycle;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast nodes may be evicted, by zone. When most of a zone is silent at once the fault is more
 * likely in between than in the nodes; when all are, it is ours, and nobody is evicted.
 */
final class Zones {
  private static final double UNHEALTHY = 0.55;
  private static final int LARGE = 50;
  private static final Duration NORMAL = Duration.ofSeconds(10);
  private static final Duration SLOW = Duration.ofSeconds(100);

  private record Count(int ready, int notReady) {
    boolean isFull() {
      return ready == 0 && notReady > 0;
    }

    boolean isPartial() {
      return notReady > 2 && (double) notReady / (ready + notReady) >= UNHEALTHY;
    }
  }

  private final Map<String, Duration> next = new HashMap<>();
  private Map<String, Count> counts = Map.of();

  static String of(JsonObject node) {
    return Meta.labels(node).getOrDefault("topology.kubernetes.io/region", "")
        + ":"
        + Meta.labels(node).getOrDefault("topology.kubernetes.io/zone", "");
  }

  void count(List<JsonObject> nodes) {
    Map<String, Count> fresh = new HashMap<>();
    for (JsonObject node : nodes) {
      boolean ready = Conditions.isTrue(node, "Ready");
      fresh.merge(
          of(node),
          new Count(ready ? 1 : 0, ready ? 0 : 1),
          (a, b) -> new Count(a.ready + b.ready, a.notReady + b.notReady));
    }
    counts = fresh;
  }

  /** Whether no node at all is ready. */
  boolean isEverythingDown() {
    return !counts.isEmpty() && counts.values().stream().allMatch(Count::isFull);
  }

  /**
   * Whether one more node of the zone may be evicted now; if so the next must wait.
   *
   * @param now time passed on a clock that nobody sets
   */
  boolean mayEvict(String zone, Duration now) {
    Count count = counts.getOrDefault(zone, new Count(1, 0));
    Duration pause = NORMAL;
    if (!count.isFull() && count.isPartial()) {
      if (count.ready + count.notReady <= LARGE) {
        return false;
      }
      pause = SLOW;
    }
    Duration earliest = next.get(zone);
    if (earliest != null && earliest.compareTo(now) > 0) {
      return false;
    }
    next.put(zone, now.plus(pause));
    return true;
  }
}
