package io.coxswain.controller.job;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Time;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Builds a Job's status. */
final class JobStatus {
  private JobStatus() {}

  static boolean isFinished(JsonObject job) {
    return Conditions.isTrue(job, "Complete") || Conditions.isTrue(job, "Failed");
  }

  /** Start time and the condition Suspended, before anything is counted. */
  static JsonObject started(JsonObject job, Instant now) {
    JsonObject status = job.object("status");
    boolean suspend = job.object("spec").bool("suspend", false);
    boolean suspended = Conditions.isTrue(job, "Suspended");
    if (suspend && !suspended) {
      status = condition(status, "Suspended", "True", "JobSuspended", "Job suspended", now);
      return status.without("startTime");
    }
    if (!suspend && suspended) {
      status = condition(status, "Suspended", "False", "JobResumed", "Job resumed", now);
      return status.with("startTime", Time.seconds(now));
    }
    return suspend || status.has("startTime")
        ? status
        : status.with("startTime", Time.seconds(now));
  }

  static JsonObject condition(
      JsonObject status, String type, String value, String reason, String message, Instant now) {
    JsonObject.Builder condition =
        JsonObject.builder()
            .put("type", type)
            .put("status", value)
            .put("lastProbeTime", Time.seconds(now))
            .put("reason", reason);
    if (!message.isEmpty()) {
      condition.put("message", message);
    }
    JsonArray conditions = status.array("conditions");
    return status.with("conditions", Conditions.set(conditions, condition.build(), now));
  }

  /** What the pods say now; finished ones are written down before they are counted. */
  static JsonObject observed(JsonObject status, JobView view, JobTarget target, Instant now) {
    int active = target == null ? view.active().size() : 0;
    JsonObject out =
        status
            .with("active", active == 0 ? null : Json.of(active))
            .with("ready", target == null ? view.ready() : 0)
            .with("terminating", view.terminating().size())
            .with(
                "uncountedTerminatedPods",
                uncounted(view.uncountedSucceeded(), view.uncountedFailed()));
    if (view.indexed()) {
      String text = view.succeededIndexes().text();
      out = out.with("completedIndexes", text.isEmpty() ? null : Json.of(text));
      int succeeded = view.succeededIndexes().size();
      out = out.with("succeeded", succeeded == 0 ? null : Json.of(succeeded));
    }
    if (view.failedIndexes() != null) {
      out = out.with("failedIndexes", view.failedIndexes().text());
    }
    if (target != null && Conditions.find(JsonObject.of("status", out), target.type()).isEmpty()) {
      out = condition(out, target.type(), "True", target.reason(), target.message(), now);
    }
    return out;
  }

  private static JsonObject uncounted(Collection<String> succeeded, Collection<String> failed) {
    JsonObject out = JsonObject.EMPTY;
    if (!succeeded.isEmpty()) {
      out = out.with("succeeded", JsonArray.ofStrings(new TreeSet<>(succeeded)));
    }
    return failed.isEmpty() ? out : out.with("failed", JsonArray.ofStrings(new TreeSet<>(failed)));
  }

  /**
   * Counts the pods that were written down and have lost their finalizer.
   *
   * @param kept uids of pods that still have it
   */
  static JsonObject counted(JsonObject status, JobView view, Set<String> kept) {
    Set<String> succeeded = new TreeSet<>(view.uncountedSucceeded());
    Set<String> failed = new TreeSet<>(view.uncountedFailed());
    int before = succeeded.size() + failed.size();
    int newSucceeded = succeeded.size();
    int newFailed = failed.size();
    succeeded.retainAll(kept);
    failed.retainAll(kept);
    if (before == succeeded.size() + failed.size()) {
      return status;
    }
    newSucceeded -= succeeded.size();
    newFailed -= failed.size();
    JsonObject out = status.with("uncountedTerminatedPods", uncounted(succeeded, failed));
    if (newSucceeded > 0 && !view.indexed()) {
      out = out.with("succeeded", status.integer("succeeded", 0) + newSucceeded);
    }
    return newFailed > 0 ? out.with("failed", status.integer("failed", 0) + newFailed) : out;
  }

  /** The end, once no pod runs and none waits to be counted. */
  static JsonObject ended(JsonObject status, JobTarget target, Instant now) {
    JsonObject out =
        condition(status, target.last(), "True", target.reason(), target.message(), now);
    return target.isSuccess() ? out.with("completionTime", Time.seconds(now)) : out;
  }
}
