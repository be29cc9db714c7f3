package io.coxswain.controller.statefulset;

import io.coxswain.controller.Pods;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.List;

/** Computes the status of a StatefulSet from its pods. */
final class StatefulStatus {
  private StatefulStatus() {}

  /**
   * @param current name of the revision before the update, {@code update} that of the newest
   */
  static JsonObject of(
      JsonObject set, List<JsonObject> pods, String current, String update, Instant now) {
    int minReady = (int) set.object("spec").integer("minReadySeconds", 0);
    int replicas = 0;
    int ready = 0;
    int available = 0;
    int ofCurrent = 0;
    int ofUpdate = 0;
    for (JsonObject pod : pods) {
      if (Identity.ordinal(set, pod) < 0) {
        continue;
      }
      replicas++;
      boolean running = "Running".equals(Pods.phase(pod)) && Pods.isReady(pod);
      ready += running ? 1 : 0;
      available += running && Pods.isAvailable(pod, minReady, now) ? 1 : 0;
      if (!Meta.isDeleting(pod)) {
        ofCurrent += Identity.revision(pod).equals(current) ? 1 : 0;
        ofUpdate += Identity.revision(pod).equals(update) ? 1 : 0;
      }
    }
    boolean rolling = !"OnDelete".equals(set.objectAt("spec", "updateStrategy").string("type"));
    boolean complete = rolling && ofUpdate == replicas && ready == replicas;
    complete &= replicas == Identity.replicas(set);
    return set.object("status")
        .with("observedGeneration", Meta.generation(set))
        .with("replicas", replicas)
        .with("readyReplicas", positive(ready))
        .with("availableReplicas", available)
        .with("currentReplicas", positive(complete ? ofUpdate : ofCurrent))
        .with("updatedReplicas", positive(ofUpdate))
        .with("currentRevision", complete ? update : current)
        .with("updateRevision", update)
        .with("collisionCount", set.object("status").integer("collisionCount", 0));
  }

  private static Json positive(int count) {
    return count == 0 ? null : Json.of(count);
  }
}
