package io.coxswain.controller.job;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a Job is about to end. The condition {@code FailureTarget} or {@code SuccessCriteriaMet}
 * comes first; {@code Failed} or {@code Complete} follows with the same reason when no pod runs.
 *
 * @param type FailureTarget or SuccessCriteriaMet
 */
record JobTarget(String type, String reason, String message) {
  private static final String FAILURE = "FailureTarget";
  private static final String SUCCESS = "SuccessCriteriaMet";

  boolean isSuccess() {
    return type.equals(SUCCESS);
  }

  /** The condition that ends the Job. */
  String last() {
    return isSuccess() ? "Complete" : "Failed";
  }

  /** {@code null} while the Job goes on. */
  static JobTarget of(JobView view, Instant now) {
    for (String type : List.of(FAILURE, SUCCESS)) {
      JsonObject there = Conditions.find(view.job(), type).orElse(JsonObject.EMPTY);
      if ("True".equals(there.string("status"))) {
        return new JobTarget(type, there.string("reason", ""), there.string("message", ""));
      }
    }
    JobTarget failure = failure(view, now);
    return failure != null ? failure : success(view);
  }

  private static JobTarget failure(JobView view, Instant now) {
    if (view.failJob() != null) {
      return new JobTarget(FAILURE, "PodFailurePolicy", view.failJob());
    }
    long limit = view.spec().integer("backoffLimit", 6);
    if (view.failed() > limit || restarts(view) > limit) {
      return new JobTarget(
          FAILURE, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    Duration left = untilDeadline(view.job(), now);
    if (left != null && left.isZero()) {
      return new JobTarget(
          FAILURE, "DeadlineExceeded", "Job was active longer than specified deadline");
    }
    Indexes lost = view.failedIndexes();
    if (lost == null) {
      return null;
    }
    if (view.spec().has("maxFailedIndexes")
        && lost.size() > view.spec().integer("maxFailedIndexes", 0)) {
      return new JobTarget(
          FAILURE,
          "MaxFailedIndexesExceeded",
          "Job has exceeded the specified maximal number of failed indexes");
    }
    boolean all = lost.size() + view.succeeded() >= view.spec().integer("completions", 0);
    return lost.size() > 0 && all
        ? new JobTarget(FAILURE, "FailedIndexes", "Job has failed indexes")
        : null;
  }

  /** Containers that restart in place are failures of the Job as well. */
  private static long restarts(JobView view) {
    if (!"OnFailure".equals(view.spec().objectAt("template", "spec").string("restartPolicy"))) {
      return 0;
    }
    long out = 0;
    for (JsonObject pod : view.active()) {
      for (String list : List.of("initContainerStatuses", "containerStatuses")) {
        for (JsonObject status : pod.object("status").objects(list)) {
          out += status.integer("restartCount", 0);
        }
      }
    }
    return out;
  }

  /** Zero when it has passed, {@code null} where there is none. */
  static Duration untilDeadline(JsonObject job, Instant now) {
    Instant start = Time.parse(job.object("status").string("startTime"));
    boolean waits = job.object("spec").bool("suspend", false);
    if (!job.object("spec").has("activeDeadlineSeconds") || start == null || waits) {
      return null;
    }
    Instant end = start.plusSeconds(job.object("spec").integer("activeDeadlineSeconds", 0));
    return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
  }

  private static JobTarget success(JobView view) {
    int rule = successRule(view);
    if (rule >= 0) {
      return new JobTarget(SUCCESS, "SuccessPolicy", "Matched rules at index " + rule);
    }
    boolean complete =
        view.spec().has("completions")
            ? view.succeeded() >= view.spec().integer("completions", 0)
            : view.succeeded() > 0 && view.active().isEmpty() && view.terminating().isEmpty();
    return complete
        ? new JobTarget(SUCCESS, "CompletionsReached", "Reached expected number of succeeded pods")
        : null;
  }

  private static int successRule(JobView view) {
    List<JsonObject> rules = view.spec().object("successPolicy").objects("rules");
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.get(i);
      Indexes done = view.succeededIndexes();
      boolean named = rule.has("succeededIndexes");
      Indexes wanted =
          named
              ? Indexes.parse(
                  rule.string("succeededIndexes"), (int) view.spec().integer("completions", 0))
              : done;
      long needed = rule.integer("succeededCount", named ? wanted.size() : Integer.MAX_VALUE);
      if (wanted.common(done) >= needed) {
        return i;
      }
    }
    return -1;
  }
}
