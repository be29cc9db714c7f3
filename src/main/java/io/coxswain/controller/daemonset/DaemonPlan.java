package io.coxswain.controller.daemonset;

import io.coxswain.controller.IntOrPercent;
import io.coxswain.controller.Pods;
import io.coxswain.controller.RevisionHistory;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a DaemonSet lacks and has too much of, and its status.
 *
 * @param create nodes that need a pod
 * @param delete pods that are in the wrong place, too many, over, or outdated
 * @param failed those of them that failed
 */
record DaemonPlan(
    List<String> create, List<JsonObject> delete, List<JsonObject> failed, JsonObject status) {

  /** Pods of one node, the one that stays first. */
  private record Place(String node, NodeFit.Verdict verdict, List<JsonObject> pods) {
    JsonObject kept() {
      return pods.stream().filter(Pods::isActive).findFirst().orElse(null);
    }
  }

  static DaemonPlan of(
      JsonObject set, List<JsonObject> nodes, List<JsonObject> pods, String hash, Instant now) {
    Map<String, List<JsonObject>> byNode = new LinkedHashMap<>();
    for (JsonObject pod : pods) {
      byNode.computeIfAbsent(NodeFit.nodeOf(pod), n -> new ArrayList<>()).add(pod);
    }
    List<Place> places = new ArrayList<>();
    for (JsonObject node : nodes) {
      List<JsonObject> here = byNode.getOrDefault(Meta.name(node), new ArrayList<>());
      here.sort(
          Comparator.comparing((JsonObject pod) -> Pods.nodeName(pod).isEmpty())
              .thenComparing(pod -> Objects.requireNonNullElse(Meta.creationTimestamp(pod), ""))
              .thenComparing(Meta::name));
      places.add(new Place(Meta.name(node), NodeFit.of(set, node), here));
    }
    DaemonPlan plan = new DaemonPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), null);
    places.forEach(plan::place);
    int minReady = (int) set.object("spec").integer("minReadySeconds", 0);
    plan.update(set, places, hash, minReady, now);
    JsonObject status = plan.status(set, places, hash, minReady, now);
    return new DaemonPlan(plan.create, plan.delete, plan.failed, status);
  }

  private void place(Place place) {
    JsonObject kept = place.kept();
    for (JsonObject pod : place.pods) {
      if (Meta.isDeleting(pod)) {
        continue;
      }
      boolean over = Pods.isTerminal(pod) && place.verdict.keep();
      if (over && "Failed".equals(Pods.phase(pod))) {
        failed.add(pod);
      }
      if (over || !place.verdict.keep() || (kept != null && pod != kept)) {
        delete.add(pod);
      }
    }
    boolean leaving = place.pods.stream().anyMatch(Pods::isTerminating);
    if (place.verdict.run() && kept == null && !leaving) {
      create.add(place.node);
    }
  }

  /** Outdated pods go, as many at once as may be unavailable. */
  private void update(JsonObject set, List<Place> places, String hash, int minReady, Instant now) {
    if ("OnDelete".equals(set.stringAt("spec", "updateStrategy", "type"))) {
      return;
    }
    int desired = (int) places.stream().filter(place -> place.verdict.run()).count();
    JsonObject rolling = set.objectAt("spec", "updateStrategy", "rollingUpdate");
    int allowed =
        rolling.has("maxUnavailable")
            ? IntOrPercent.of(rolling.get("maxUnavailable"), desired, true)
            : 1;
    // A surge would need two pods on a node; here it counts as pods that may be replaced at once.
    allowed = Math.max(allowed, IntOrPercent.of(rolling.get("maxSurge"), desired, true));
    List<JsonObject> outdated = new ArrayList<>();
    int unavailable = 0;
    for (Place place : places) {
      JsonObject kept = place.kept();
      if (!place.verdict.run()) {
        continue;
      }
      boolean available = kept != null && Pods.isAvailable(kept, minReady, now);
      boolean old = kept != null && !isUpdated(kept, hash);
      if (!available) {
        unavailable++;
        if (old && !delete.contains(kept)) {
          delete.add(kept);
        }
      } else if (old) {
        outdated.add(kept);
      }
    }
    for (JsonObject pod : outdated) {
      if (unavailable >= allowed) {
        return;
      }
      if (!delete.contains(pod)) {
        delete.add(pod);
        unavailable++;
      }
    }
  }

  private static boolean isUpdated(JsonObject pod, String hash) {
    return hash.equals(Meta.label(pod, RevisionHistory.HASH_LABEL));
  }

  private JsonObject status(
      JsonObject set, List<Place> places, String hash, int minReady, Instant now) {
    int desired = 0;
    int current = 0;
    int misplaced = 0;
    int ready = 0;
    int available = 0;
    int updated = 0;
    for (Place place : places) {
      JsonObject kept = place.kept();
      if (!place.verdict.run()) {
        misplaced += kept != null ? 1 : 0;
        continue;
      }
      desired++;
      if (kept != null) {
        current++;
        ready += Pods.isReady(kept) ? 1 : 0;
        available += Pods.isAvailable(kept, minReady, now) ? 1 : 0;
        updated += isUpdated(kept, hash) ? 1 : 0;
      }
    }
    JsonObject old = set.object("status");
    return old.with("currentNumberScheduled", current)
        .with("numberMisscheduled", misplaced)
        .with("desiredNumberScheduled", desired)
        .with("numberReady", ready)
        .with("observedGeneration", Meta.generation(set))
        .with("updatedNumberScheduled", positive(updated))
        .with("numberAvailable", positive(available))
        .with("numberUnavailable", positive(desired - available));
  }

  private static io.coxswain.json.Json positive(int count) {
    return count == 0 ? null : io.coxswain.json.Json.of(count);
  }
}
