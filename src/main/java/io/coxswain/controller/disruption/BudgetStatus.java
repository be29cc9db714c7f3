package io.coxswain.controller.disruption;

import io.coxswain.controller.IntOrPercent;
import io.coxswain.controller.Pods;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Computes a budget's status. */
final class BudgetStatus {
  /** How long an eviction may take to show as a deletion. */
  static final Duration EVICTION = Duration.ofMinutes(2);

  private BudgetStatus() {}

  /**
   * @param pods that match the budget, without those that are over
   * @param scale how many pods their controllers want; {@code null} if that is not known
   */
  static JsonObject of(JsonObject budget, List<JsonObject> pods, Integer scale, Instant now) {
    JsonObject spec = budget.object("spec");
    int expected = scale == null ? pods.size() : scale;
    int desired;
    if (spec.has("maxUnavailable")) {
      int away = IntOrPercent.of(spec.get("maxUnavailable"), expected, true);
      desired = Math.max(0, expected - away);
    } else if (spec.get("minAvailable") instanceof JsonNumber number) {
      desired = number.intValue();
      expected = pods.size();
    } else {
      desired = IntOrPercent.of(spec.get("minAvailable"), expected, true);
    }
    JsonObject disrupted = disrupted(budget, pods, now);
    int healthy = 0;
    for (JsonObject pod : pods) {
      boolean leaving = Meta.isDeleting(pod) || disrupted.has(Meta.name(pod));
      healthy += !leaving && Pods.isReady(pod) ? 1 : 0;
    }
    int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    JsonObject status = budget.object("status");
    JsonObject condition =
        JsonObject.builder()
            .put("type", "DisruptionAllowed")
            .put("status", allowed > 0 ? "True" : "False")
            .put("observedGeneration", Meta.generation(budget))
            .put("reason", allowed > 0 ? "SufficientPods" : "InsufficientPods")
            .put("message", "")
            .build();
    return status
        .with("currentHealthy", healthy)
        .with("desiredHealthy", desired)
        .with("expectedPods", expected)
        .with("disruptionsAllowed", allowed)
        .with("disruptedPods", disrupted.isEmpty() ? null : disrupted)
        .with("observedGeneration", Meta.generation(budget))
        .with("conditions", Conditions.set(status.array("conditions"), condition, now));
  }

  /** Evicted pods that the informer still shows alive; after a while they count again. */
  private static JsonObject disrupted(JsonObject budget, List<JsonObject> pods, Instant now) {
    JsonObject out = JsonObject.EMPTY;
    Map<String, String> old = budget.object("status").object("disruptedPods").stringMap();
    for (JsonObject pod : pods) {
      String at = old.get(Meta.name(pod));
      Instant since = Time.parse(at);
      if (since != null && !Meta.isDeleting(pod) && since.plus(EVICTION).isAfter(now)) {
        out = out.with(Meta.name(pod), at);
      }
    }
    return out;
  }
}
