package io.coxswain.controller.job;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Removes a finished Job {@code ttlSecondsAfterFinished} after its end. */
public final class TtlController {
  private TtlController() {}

  public static AutoCloseable start(ControllerContext context) {
    Informer jobs = context.informers().of(Resources.JOBS);
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    jobs.onEvent(
        (old, now) -> {
          if (now != null && !Meta.isDeleting(now) && expiry(now) != null) {
            queue.add(ObjectKey.of(now));
          }
        });
    return Controller.start(
        "ttl-after-finished", queue, 2, List.of(jobs), key -> reconcile(context, key));
  }

  private static Result reconcile(ControllerContext context, ObjectKey key) {
    // Read afresh: the time to live may just have been raised.
    JsonObject job =
        context.client().find(Resources.JOBS, key.namespace(), key.name()).orElse(null);
    Instant expiry = job == null || Meta.isDeleting(job) ? null : expiry(job);
    if (expiry == null) {
      return Result.DONE;
    }
    Instant now = context.timer().instant();
    if (expiry.isAfter(now)) {
      return Result.again(Duration.between(now, expiry));
    }
    JsonObject options =
        JsonObject.of("propagationPolicy", "Foreground")
            .with("preconditions", JsonObject.of("uid", Meta.uid(job)));
    try {
      context.client().delete(Resources.JOBS, key.namespace(), key.name(), options);
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
    return Result.DONE;
  }

  /** {@code null} for Jobs that run or stay. */
  static Instant expiry(JsonObject job) {
    if (!job.object("spec").has("ttlSecondsAfterFinished") || !JobStatus.isFinished(job)) {
      return null;
    }
    String type = Conditions.isTrue(job, "Complete") ? "Complete" : "Failed";
    Instant end =
        Time.parse(
            Conditions.find(job, type).orElse(JsonObject.EMPTY).string("lastTransitionTime"));
    return end == null
        ? null
        : end.plusSeconds(job.object("spec").integer("ttlSecondsAfterFinished", 0));
  }
}
