package io.coxswain.controller.statefulset;

import io.coxswain.controller.Pods;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The next steps of a StatefulSet. An ordered set takes one at a time and waits for what is not yet
 * healthy; a parallel one takes all but the replacement of outdated pods at once.
 *
 * @param create ordinals that lack a pod
 * @param delete pods that are over, superfluous or outdated
 */
record StatefulPlan(List<Integer> create, List<JsonObject> delete) {

  /**
   * @param pods of the set, adopted
   * @param updateRevision the name of the newest revision
   */
  static StatefulPlan of(
      JsonObject set, List<JsonObject> pods, String updateRevision, Instant now) {
    StatefulPlan plan = new StatefulPlan(new ArrayList<>(), new ArrayList<>());
    plan.fill(set, pods, updateRevision, now);
    return plan;
  }

  private void fill(JsonObject set, List<JsonObject> pods, String updateRevision, Instant now) {
    boolean ordered = !"Parallel".equals(set.object("spec").string("podManagementPolicy"));
    int first = Identity.start(set);
    int end = first + Identity.replicas(set);
    Map<Integer, JsonObject> byOrdinal = new TreeMap<>();
    List<JsonObject> condemned = new ArrayList<>();
    for (JsonObject pod : pods) {
      int ordinal = Identity.ordinal(set, pod);
      if (ordinal >= first && ordinal < end) {
        byOrdinal.put(ordinal, pod);
      } else if (ordinal >= 0) {
        condemned.add(pod);
      }
    }
    for (int ordinal = first; ordinal < end; ordinal++) {
      if (step(set, byOrdinal.get(ordinal), ordinal, now) && ordered) {
        return;
      }
    }
    condemned.sort(Comparator.comparingInt(pod -> -Identity.ordinal(set, pod)));
    if (remove(set, condemned, ordered, now) && ordered) {
      return;
    }
    update(set, byOrdinal, updateRevision, now);
  }

  /** Whether the ordinal is not yet as it should be. */
  private boolean step(JsonObject set, JsonObject pod, int ordinal, Instant now) {
    if (pod == null) {
      create.add(ordinal);
      return true;
    }
    if (Pods.isTerminal(pod)) {
      if (!Meta.isDeleting(pod)) {
        delete.add(pod);
      }
      return true;
    }
    return !isHealthy(set, pod, now);
  }

  private boolean remove(JsonObject set, List<JsonObject> condemned, boolean ordered, Instant now) {
    JsonObject firstUnhealthy = null;
    for (JsonObject pod : condemned) {
      firstUnhealthy = isHealthy(set, pod, now) ? firstUnhealthy : pod;
    }
    for (JsonObject pod : condemned) {
      if (Meta.isDeleting(pod)) {
        if (ordered) {
          return true;
        }
        continue;
      }
      // An unhealthy pod waits for one with a lower number that is unhealthy too.
      if (ordered && !isHealthy(set, pod, now) && pod != firstUnhealthy) {
        return true;
      }
      delete.add(pod);
      if (ordered) {
        return true;
      }
    }
    return !condemned.isEmpty();
  }

  /** From the last ordinal down to the partition, one pod at a time. */
  private void update(
      JsonObject set, Map<Integer, JsonObject> byOrdinal, String revision, Instant now) {
    JsonObject strategy = set.objectAt("spec", "updateStrategy");
    if ("OnDelete".equals(strategy.string("type"))) {
      return;
    }
    int partition =
        Identity.start(set) + (int) strategy.object("rollingUpdate").integer("partition", 0);
    List<Integer> ordinals = new ArrayList<>(byOrdinal.keySet());
    for (int ordinal : ordinals.reversed()) {
      if (ordinal < partition) {
        return;
      }
      JsonObject pod = byOrdinal.get(ordinal);
      if (!Identity.revision(pod).equals(revision) && !Meta.isDeleting(pod)) {
        if (!delete.contains(pod)) {
          delete.add(pod);
        }
        return;
      }
      if (!isHealthy(set, pod, now)) {
        return;
      }
    }
  }

  static boolean isHealthy(JsonObject set, JsonObject pod, Instant now) {
    int minReady = (int) set.object("spec").integer("minReadySeconds", 0);
    return "Running".equals(Pods.phase(pod))
        && !Meta.isDeleting(pod)
        && Pods.isAvailable(pod, minReady, now);
  }
}
