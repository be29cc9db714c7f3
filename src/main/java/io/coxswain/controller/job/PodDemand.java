package io.coxswain.controller.job;

import io.coxswain.controller.Pods;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which pods a Job lacks and which it has too many of.
 *
 * @param create one entry a pod
 * @param pause until more may be created, {@code null} if nothing waits
 */
record PodDemand(List<Seed> create, List<JsonObject> delete, Duration pause) {
  private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
  private static final Duration LAST_DELAY = Duration.ofMinutes(10);
  private static final int BURST = 500;

  /**
   * @param index -1 for Jobs without indexes
   * @param failures of the index so far
   */
  record Seed(int index, int failures) {}

  static PodDemand of(JobView view, Instant now) {
    List<JsonObject> surplus = new ArrayList<>();
    if (view.spec().bool("suspend", false)) {
      return new PodDemand(List.of(), view.active(), null);
    }
    List<JsonObject> active = new ArrayList<>(view.active());
    if (view.indexed()) {
      surplus.addAll(superfluous(view, active));
      active.removeAll(surplus);
    }
    int parallelism = (int) view.spec().integer("parallelism", 1);
    int wanted = wanted(view, parallelism, active.size());
    if (active.size() > wanted) {
      active.sort(usefulness());
      surplus.addAll(active.subList(0, active.size() - wanted));
      return new PodDemand(List.of(), surplus, null);
    }
    boolean waits = "Failed".equals(view.spec().string("podReplacementPolicy"));
    int running = active.size() + (waits ? view.terminating().size() : 0);
    int lacking = Math.min(wanted - running, BURST);
    if (lacking <= 0) {
      return new PodDemand(List.of(), surplus, null);
    }
    return view.failedIndexes() != null
        ? eachIndexWaits(view, active, waits, lacking, surplus, now)
        : allWait(view, active, waits, lacking, surplus, now);
  }

  private static int wanted(JobView view, int parallelism, int active) {
    if (!view.spec().has("completions")) {
      return view.succeeded() > 0 ? Math.min(active, parallelism) : parallelism;
    }
    int left = (int) view.spec().integer("completions", 0) - view.succeeded();
    if (view.failedIndexes() != null) {
      left -= view.failedIndexes().size();
    }
    return Math.max(0, Math.min(parallelism, left));
  }

  /** Pods whose index is done, lost, out of range or run by another pod. */
  private static List<JsonObject> superfluous(JobView view, List<JsonObject> active) {
    Set<Integer> seen = new HashSet<>();
    long completions = view.spec().integer("completions", 0);
    List<JsonObject> out = new ArrayList<>();
    for (JsonObject pod : active) {
      int index = JobPods.index(pod);
      boolean lost = view.failedIndexes() != null && view.failedIndexes().contains(index);
      if (index < 0
          || index >= completions
          || lost
          || view.succeededIndexes().contains(index)
          || !seen.add(index)) {
        out.add(pod);
      }
    }
    return out;
  }

  /** Those of least use first: not assigned, pending, not ready, young. */
  private static Comparator<JsonObject> usefulness() {
    return Comparator.<JsonObject, Boolean>comparing(pod -> !Pods.nodeName(pod).isEmpty())
        .thenComparing(pod -> !Pods.phase(pod).equals("Pending"))
        .thenComparing(Pods::isReady)
        .thenComparing(
            pod -> Objects.requireNonNullElse(Meta.creationTimestamp(pod), ""),
            Comparator.reverseOrder());
  }

  private static List<Integer> freeIndexes(
      JobView view, List<JsonObject> active, boolean waits, int limit) {
    Set<Integer> taken = new HashSet<>(view.succeededIndexes().values());
    active.forEach(pod -> taken.add(JobPods.index(pod)));
    if (waits) {
      view.terminating().forEach(pod -> taken.add(JobPods.index(pod)));
    }
    if (view.failedIndexes() != null) {
      taken.addAll(view.failedIndexes().values());
    }
    List<Integer> out = new ArrayList<>();
    int completions = (int) view.spec().integer("completions", 0);
    for (int i = 0; i < completions && out.size() < limit; i++) {
      if (!taken.contains(i)) {
        out.add(i);
      }
    }
    return out;
  }

  private static PodDemand allWait(
      JobView view,
      List<JsonObject> active,
      boolean waits,
      int lacking,
      List<JsonObject> surplus,
      Instant now) {
    Duration left = backOff(failuresSinceSuccess(view, now), now);
    if (left != null) {
      return new PodDemand(List.of(), surplus, left);
    }
    List<Seed> seeds = new ArrayList<>();
    if (view.indexed()) {
      freeIndexes(view, active, waits, lacking).forEach(index -> seeds.add(new Seed(index, 0)));
    } else {
      for (int i = 0; i < lacking; i++) {
        seeds.add(new Seed(-1, 0));
      }
    }
    return new PodDemand(seeds, surplus, null);
  }

  private static PodDemand eachIndexWaits(
      JobView view,
      List<JsonObject> active,
      boolean waits,
      int lacking,
      List<JsonObject> surplus,
      Instant now) {
    Map<Integer, JsonObject> lastFailed = new HashMap<>();
    for (JsonObject pod : view.pods()) {
      if (JobPods.isFailed(view.job(), pod)) {
        lastFailed.merge(
            JobPods.index(pod),
            pod,
            (a, b) -> JobPods.failuresBefore(a) >= JobPods.failuresBefore(b) ? a : b);
      }
    }
    List<Seed> seeds = new ArrayList<>();
    Duration wait = null;
    for (int index : freeIndexes(view, active, waits, Integer.MAX_VALUE)) {
      JsonObject before = lastFailed.get(index);
      boolean ignored =
          before != null && FailurePolicy.of(view.job(), before).action().equals("Ignore");
      int failures = before == null ? 0 : JobPods.failuresBefore(before) + (ignored ? 0 : 1);
      Duration left =
          before == null || failures == 0
              ? null
              : backOff(new Failures(failures, JobPods.finishedAt(before, now)), now);
      if (left != null) {
        wait = wait == null || left.compareTo(wait) < 0 ? left : wait;
      } else if (seeds.size() < lacking) {
        seeds.add(new Seed(index, failures));
      }
    }
    return new PodDemand(seeds, surplus, wait);
  }

  private record Failures(int count, Instant last) {}

  private static Failures failuresSinceSuccess(JobView view, Instant now) {
    Instant success =
        view.pods().stream()
            .filter(JobPods::isSucceeded)
            .map(pod -> JobPods.finishedAt(pod, now))
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    List<Instant> failures =
        view.pods().stream()
            .filter(pod -> Pods.phase(pod).equals("Failed"))
            .filter(pod -> !FailurePolicy.of(view.job(), pod).action().equals("Ignore"))
            .map(pod -> JobPods.finishedAt(pod, now))
            .filter(at -> at.isAfter(success))
            .sorted()
            .toList();
    return new Failures(failures.size(), failures.isEmpty() ? null : failures.getLast());
  }

  /** {@code null} when nothing needs to wait any more. */
  private static Duration backOff(Failures failures, Instant now) {
    if (failures.count() == 0) {
      return null;
    }
    int doublings = Math.min(failures.count() - 1, 10);
    Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
    delay = delay.compareTo(LAST_DELAY) > 0 ? LAST_DELAY : delay;
    Duration left = Duration.between(now, failures.last().plus(delay));
    return left.isPositive() ? left : null;
  }
}
