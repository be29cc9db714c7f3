package io.coxswain.controller.deployment;

import static io.coxswain.controller.deployment.Rollout.replicas;
import static io.coxswain.controller.deployment.Rollout.status;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Computes a deployment's status and conditions. */
final class DeploymentStatus {
  static final String PROGRESSING = "Progressing";
  static final String TIMED_OUT = "ProgressDeadlineExceeded";
  static final String NEW_AVAILABLE = "NewReplicaSetAvailable";

  private DeploymentStatus() {}

  /** The counts and the Available condition; other conditions as they are. */
  static JsonObject counted(
      JsonObject deployment, JsonObject newest, List<JsonObject> old, Instant now) {
    List<JsonObject> all = new ArrayList<>(old);
    if (newest != null) {
      all.add(newest);
    }
    int available = Rollout.available(all);
    int total = sum(all, "replicas");
    int terminating = sum(all, "terminatingReplicas");
    JsonObject out =
        JsonObject.EMPTY
            .with("observedGeneration", Meta.generation(deployment))
            .with("replicas", positive(total))
            .with("updatedReplicas", positive(newest == null ? 0 : status(newest, "replicas")))
            .with("readyReplicas", positive(sum(all, "readyReplicas")))
            .with("availableReplicas", positive(available))
            .with("unavailableReplicas", positive(Math.max(0, total - available)))
            .with("terminatingReplicas", terminating)
            .with("collisionCount", deployment.object("status").get("collisionCount"))
            .with("conditions", deployment.object("status").get("conditions"));
    boolean enough = available >= replicas(deployment) - Rollout.maxUnavailable(deployment);
    return withCondition(
        out,
        enough
            ? condition(
                "Available",
                "True",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.")
            : condition(
                "Available",
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability."),
        now);
  }

  private static int sum(List<JsonObject> sets, String field) {
    return sets.stream().mapToInt(set -> status(set, field)).sum();
  }

  private static Json positive(int count) {
    return count == 0 ? null : Json.of(count);
  }

  static boolean hasDeadline(JsonObject deployment) {
    long deadline = deployment.object("spec").integer("progressDeadlineSeconds", Integer.MAX_VALUE);
    return deadline != Integer.MAX_VALUE;
  }

  static boolean isComplete(JsonObject deployment, JsonObject status) {
    int wanted = replicas(deployment);
    return status.integer("updatedReplicas", 0) == wanted
        && status.integer("replicas", 0) == wanted
        && status.integer("availableReplicas", 0) == wanted
        && status.integer("observedGeneration", 0) >= Meta.generation(deployment);
  }

  /** The status of a rollout under way: counts, Progressing, ReplicaFailure. */
  static JsonObject rolling(
      JsonObject deployment, JsonObject newest, List<JsonObject> old, Instant now) {
    JsonObject status = counted(deployment, newest, old, now);
    JsonObject before = progressing(deployment.object("status"));
    if (!hasDeadline(deployment)) {
      status = withoutCondition(status, PROGRESSING);
    }
    boolean wasComplete =
        before != null
            && status.integer("replicas", 0) == status.integer("updatedReplicas", 0)
            && NEW_AVAILABLE.equals(before.string("reason"));
    if (hasDeadline(deployment) && !wasComplete) {
      status = progress(deployment, newest, status, before, now);
    }
    JsonObject failure = failure(newest, old);
    return failure == null
        ? withoutCondition(status, "ReplicaFailure")
        : withCondition(status, failure, now);
  }

  private static JsonObject progress(
      JsonObject deployment, JsonObject newest, JsonObject status, JsonObject before, Instant now) {
    String who =
        newest == null
            ? "Deployment \"" + Meta.name(deployment) + "\""
            : "ReplicaSet \"" + Meta.name(newest) + "\"";
    if (isComplete(deployment, status)) {
      String message = who + " has successfully progressed.";
      return withCondition(status, condition(PROGRESSING, "True", NEW_AVAILABLE, message), now);
    }
    if (isProgressing(deployment.object("status"), status)) {
      String message = who + " is progressing.";
      JsonObject next = condition(PROGRESSING, "True", "ReplicaSetUpdated", message);
      // Set afresh even if nothing differs: lastUpdateTime is what the deadline counts from.
      String since =
          before != null && "True".equals(before.string("status"))
              ? before.string("lastTransitionTime")
              : Time.seconds(now);
      return append(
          withoutCondition(status, PROGRESSING),
          next.with("lastUpdateTime", Time.seconds(now)).with("lastTransitionTime", since));
    }
    if (isTimedOut(deployment, status, now)) {
      String message = who + " has timed out progressing.";
      return withCondition(status, condition(PROGRESSING, "False", TIMED_OUT, message), now);
    }
    return status;
  }

  private static boolean isProgressing(JsonObject old, JsonObject now) {
    long oldStale = old.integer("replicas", 0) - old.integer("updatedReplicas", 0);
    long stale = now.integer("replicas", 0) - now.integer("updatedReplicas", 0);
    return now.integer("updatedReplicas", 0) > old.integer("updatedReplicas", 0)
        || stale < oldStale
        || now.integer("readyReplicas", 0) > old.integer("readyReplicas", 0)
        || now.integer("availableReplicas", 0) > old.integer("availableReplicas", 0);
  }

  private static boolean isTimedOut(JsonObject deployment, JsonObject status, Instant now) {
    JsonObject condition = progressing(status);
    if (condition == null || NEW_AVAILABLE.equals(condition.string("reason"))) {
      return false;
    }
    if (TIMED_OUT.equals(condition.string("reason"))) {
      return true;
    }
    Instant end = deadline(deployment, condition);
    return end != null && end.isBefore(now);
  }

  private static Instant deadline(JsonObject deployment, JsonObject condition) {
    Instant since = Time.parse(condition.string("lastUpdateTime"));
    long seconds = deployment.object("spec").integer("progressDeadlineSeconds", 0);
    return since == null ? null : since.plusSeconds(seconds);
  }

  /** When to look whether the deadline has passed; {@code null} where there is none to watch. */
  static Duration untilDeadline(JsonObject deployment, JsonObject status, Instant now) {
    JsonObject condition = progressing(status);
    if (!hasDeadline(deployment)
        || condition == null
        || isComplete(deployment, status)
        || TIMED_OUT.equals(condition.string("reason"))) {
      return null;
    }
    Instant end = deadline(deployment, condition);
    if (end == null) {
      return null;
    }
    Duration left = Duration.between(now, end);
    return left.isNegative() ? Duration.ofSeconds(1) : left.plusSeconds(1);
  }

  static JsonObject progressing(JsonObject status) {
    return Conditions.find(JsonObject.of("status", status), PROGRESSING).orElse(null);
  }

  private static JsonObject failure(JsonObject newest, List<JsonObject> old) {
    List<JsonObject> all = new ArrayList<>();
    if (newest != null) {
      all.add(newest);
    }
    all.addAll(old);
    return all.stream()
        .flatMap(set -> Conditions.find(set, "ReplicaFailure").stream())
        .findFirst()
        .map(
            c ->
                condition(
                    "ReplicaFailure", c.string("status"), c.string("reason"), c.string("message")))
        .orElse(null);
  }

  static JsonObject condition(String type, String status, String reason, String message) {
    return JsonObject.builder()
        .put("type", type)
        .put("status", status)
        .put("lastUpdateTime", (String) null)
        .put("lastTransitionTime", (String) null)
        .put("reason", reason)
        .put("message", message)
        .build();
  }

  /** The status with the condition; one of the same status and reason stays as it is. */
  static JsonObject withCondition(JsonObject status, JsonObject next, Instant now) {
    String type = next.string("type");
    JsonObject old =
        Conditions.find(JsonObject.of("status", status), type).orElse(JsonObject.EMPTY);
    boolean sameStatus = Objects.equals(old.string("status"), next.string("status"));
    if (sameStatus && Objects.equals(old.string("reason"), next.string("reason"))) {
      return status;
    }
    String time = Time.seconds(now);
    String since = sameStatus ? old.string("lastTransitionTime", time) : time;
    return append(
        withoutCondition(status, type),
        next.with("lastUpdateTime", time).with("lastTransitionTime", since));
  }

  private static JsonObject append(JsonObject status, JsonObject condition) {
    return status.with("conditions", status.array("conditions").with(condition));
  }

  static JsonObject withoutCondition(JsonObject status, String type) {
    JsonArray left =
        JsonArray.of(
            status.objects("conditions").stream()
                .filter(c -> !type.equals(c.string("type")))
                .toList());
    return status.with("conditions", left.isEmpty() ? null : left);
  }
}
