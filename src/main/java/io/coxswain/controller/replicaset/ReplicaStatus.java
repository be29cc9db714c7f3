package io.coxswain.controller.replicaset;

import io.coxswain.controller.Pods;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Computes the status of a ReplicaSet or ReplicationController from its pods. */
final class ReplicaStatus {
  private ReplicaStatus() {}

  /** What went wrong while pods were made or removed. */
  record Failure(String reason, String message) {
    static Failure of(int diff, RuntimeException error) {
      return error == null
          ? null
          : new Failure(diff < 0 ? "FailedCreate" : "FailedDelete", message(error));
    }

    private static String message(RuntimeException error) {
      return error instanceof ApiException e ? e.status().message() : error.toString();
    }
  }

  /**
   * @param failure of this reconciliation, or {@code null}
   */
  static JsonObject of(
      JsonObject set,
      List<JsonObject> active,
      int terminating,
      Failure failure,
      boolean countsTerminating,
      Instant now) {
    JsonObject spec = set.object("spec");
    int minReady = (int) spec.integer("minReadySeconds", 0);
    Map<String, String> labels = spec.objectAt("template", "metadata", "labels").stringMap();
    LabelSelector full = LabelSelector.ofMap(labels);
    long ready = active.stream().filter(Pods::isReady).count();
    long available = active.stream().filter(p -> Pods.isAvailable(p, minReady, now)).count();
    long labeled = active.stream().filter(full::matches).count();
    return set.object("status")
        .with("replicas", active.size())
        .with("fullyLabeledReplicas", positive(labeled))
        .with("readyReplicas", positive(ready))
        .with("availableReplicas", positive(available))
        .with("terminatingReplicas", countsTerminating ? Json.of(terminating) : null)
        .with("observedGeneration", Meta.generation(set))
        .with("conditions", conditions(set, failure, now));
  }

  private static Json positive(long count) {
    return count == 0 ? null : Json.of(count);
  }

  private static Json conditions(JsonObject set, Failure failure, Instant now) {
    JsonArray old = set.object("status").array("conditions");
    boolean failing = Conditions.find(set, "ReplicaFailure").isPresent();
    JsonArray out = old;
    if (failure != null && !failing) {
      JsonObject condition =
          JsonObject.builder()
              .put("type", "ReplicaFailure")
              .put("status", "True")
              .put("reason", failure.reason())
              .put("message", failure.message())
              .build();
      out = Conditions.set(old, condition, now);
    } else if (failure == null && failing) {
      out =
          JsonArray.of(
              old.objects().stream()
                  .filter(c -> !"ReplicaFailure".equals(c.string("type")))
                  .toList());
    }
    return out.isEmpty() ? null : out;
  }
}
