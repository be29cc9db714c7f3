package io.coxswain.controller.cronjob;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Owners;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.CronSchedule;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Starts the Jobs of CronJobs when their time has come. */
public final class CronJobController {
  private static final int WORKERS = 5;
  private static final Duration SLACK = Duration.ofMillis(100);

  private final ControllerContext context;
  private final Informer cronJobs;
  private final Informer jobs;
  private final WorkQueue<ObjectKey> queue;

  private CronJobController(ControllerContext context) {
    this.context = context;
    this.cronJobs = context.informers().of(Resources.CRON_JOBS);
    this.jobs = Owners.indexed(context.informers().of(Resources.JOBS));
    this.queue = new WorkQueue<>(context.timer());
  }

  public static AutoCloseable start(ControllerContext context) {
    CronJobController controller = new CronJobController(context);
    controller.cronJobs.onEvent(
        (old, now) -> controller.queue.add(ObjectKey.of(now == null ? old : now)));
    controller.jobs.onEvent(
        (old, now) -> {
          JsonObject job = now == null ? old : now;
          JsonObject owner = Meta.controllerOf(job).orElse(JsonObject.EMPTY);
          if ("CronJob".equals(owner.string("kind"))) {
            controller.queue.add(ObjectKey.of(Meta.namespace(job), owner.string("name")));
          }
        });
    return Controller.start(
        "cronjob",
        controller.queue,
        WORKERS,
        List.of(controller.cronJobs, controller.jobs),
        controller::reconcile);
  }

  static boolean isFinished(JsonObject job) {
    return Conditions.isTrue(job, "Complete") || Conditions.isTrue(job, "Failed");
  }

  private Result reconcile(ObjectKey key) {
    JsonObject cached = cronJobs.get(key);
    if (cached == null) {
      return Result.DONE;
    }
    List<JsonObject> owned = new ArrayList<>(Owners.controlled(jobs, cached));
    JsonObject cronJob = current(cached, owned);
    JsonObject status = finish(cronJob, owned);
    trim(cronJob, owned);
    Result result = Result.DONE;
    if (!Meta.isDeleting(cronJob) && !cronJob.object("spec").bool("suspend", false)) {
      try {
        Instant now = context.timer().instant();
        Moments moments = Moments.of(cronJob, schedule(cronJob), now);
        status = run(cronJob, owned, status, moments, now);
        if (moments.next() != null) {
          result = Result.again(Duration.between(now, moments.next()).plus(SLACK));
        }
      } catch (ApiException e) {
        if (!e.is(Reason.BAD_REQUEST)) {
          throw e;
        }
        context.events().event(cronJob, "Warning", "UnparseableSchedule", e.getMessage());
      }
    }
    if (!status.equals(cronJob.object("status"))) {
      context.client().updateStatus(Resources.CRON_JOBS, cronJob.with("status", status));
    }
    return result;
  }

  private static CronSchedule schedule(JsonObject cronJob) {
    JsonObject spec = cronJob.object("spec");
    return CronSchedule.parse(spec.string("schedule", ""), spec.string("timeZone"));
  }

  /** Read anew where a Job has ended: one whose end is in the status already is not told again. */
  private JsonObject current(JsonObject cached, List<JsonObject> owned) {
    for (JsonObject reference : cached.object("status").objects("active")) {
      JsonObject job = find(owned, reference);
      if (job == null || isFinished(job)) {
        return context
            .client()
            .find(Resources.CRON_JOBS, Meta.namespace(cached), Meta.name(cached))
            .filter(live -> Meta.uid(live).equals(Meta.uid(cached)))
            .orElse(cached);
      }
    }
    return cached;
  }

  /** Takes finished and vanished Jobs off the list of active ones, and puts running ones on it. */
  private JsonObject finish(JsonObject cronJob, List<JsonObject> owned) {
    JsonObject status = cronJob.object("status");
    List<JsonObject> active = new ArrayList<>();
    for (JsonObject reference : status.objects("active")) {
      JsonObject job = find(owned, reference);
      if (job == null) {
        // The informer may not know the newest Job yet.
        job =
            context
                .client()
                .find(Resources.JOBS, Meta.namespace(cronJob), reference.string("name", ""))
                .filter(j -> Meta.uid(j).equals(reference.string("uid", "")))
                .orElse(null);
      }
      if (job == null) {
        context
            .events()
            .event(
                cronJob,
                "Normal",
                "MissingJob",
                "Active job went missing: " + reference.string("name"));
      } else if (isFinished(job)) {
        String how = Conditions.isTrue(job, "Complete") ? "Complete" : "Failed";
        context
            .events()
            .event(
                cronJob,
                "Normal",
                "SawCompletedJob",
                "Saw completed job: " + Meta.name(job) + ", condition: " + how);
        status = succeeded(status, job);
      } else {
        active.add(reference);
      }
    }
    return status.with("active", active.isEmpty() ? null : JsonArray.of(active));
  }

  private static JsonObject find(List<JsonObject> jobs, JsonObject reference) {
    return jobs.stream()
        .filter(job -> Meta.uid(job).equals(reference.string("uid")))
        .findFirst()
        .orElse(null);
  }

  private static JsonObject succeeded(JsonObject status, JsonObject job) {
    Instant end = Time.parse(job.object("status").string("completionTime"));
    Instant last = Time.parse(status.string("lastSuccessfulTime"));
    return end != null && (last == null || end.isAfter(last))
        ? status.with("lastSuccessfulTime", Time.seconds(end))
        : status;
  }

  private void trim(JsonObject cronJob, List<JsonObject> owned) {
    JsonObject spec = cronJob.object("spec");
    trim(cronJob, owned, "Complete", spec.integer("successfulJobsHistoryLimit", 3));
    trim(cronJob, owned, "Failed", spec.integer("failedJobsHistoryLimit", 1));
  }

  private void trim(JsonObject cronJob, List<JsonObject> owned, String condition, long limit) {
    List<JsonObject> over =
        owned.stream()
            .filter(job -> Conditions.isTrue(job, condition) && !Meta.isDeleting(job))
            .sorted(
                Comparator.comparing(
                    job ->
                        Objects.requireNonNullElse(job.object("status").string("startTime"), "")))
            .toList();
    for (int i = 0; i < over.size() - limit; i++) {
      delete(cronJob, over.get(i));
    }
  }

  private JsonObject run(
      JsonObject cronJob, List<JsonObject> owned, JsonObject status, Moments moments, Instant now) {
    JsonObject spec = cronJob.object("spec");
    if (moments.due() == null) {
      return status;
    }
    if (moments.missed() > 100) {
      context
          .events()
          .event(
              cronJob,
              "Warning",
              "TooManyMissedTimes",
              "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or"
                  + " check clock skew");
    }
    JsonObject out = status;
    String policy = spec.string("concurrencyPolicy", "Allow");
    if (policy.equals("Forbid") && !status.objects("active").isEmpty()) {
      context
          .events()
          .event(
              cronJob,
              "Normal",
              "JobAlreadyActive",
              "Not starting job because prior execution is running and concurrency policy is"
                  + " Forbid");
      return status;
    }
    if (policy.equals("Replace")) {
      for (JsonObject reference : status.objects("active")) {
        JsonObject job = find(owned, reference);
        if (job != null) {
          delete(cronJob, job);
        }
      }
      out = out.without("active");
    }
    JsonObject job = create(cronJob, moments.due());
    out = out.with("lastScheduleTime", Time.seconds(moments.due()));
    boolean listed =
        job == null
            || out.objects("active").stream()
                .anyMatch(reference -> Meta.uid(job).equals(reference.string("uid")));
    return listed ? out : out.with("active", out.array("active").with(reference(job)));
  }

  private static JsonObject reference(JsonObject job) {
    return JsonObject.builder()
        .put("kind", "Job")
        .put("namespace", Meta.namespace(job))
        .put("name", Meta.name(job))
        .put("uid", Meta.uid(job))
        .put("apiVersion", "batch/v1")
        .put("resourceVersion", Meta.resourceVersion(job))
        .build();
  }

  /** The Job of the moment: its name tells it, so that no moment gets two. */
  private JsonObject create(JsonObject cronJob, Instant due) {
    JsonObject template = cronJob.objectAt("spec", "jobTemplate");
    String name = Meta.name(cronJob) + "-" + due.getEpochSecond() / 60;
    JsonObject annotations =
        template
            .object("metadata")
            .object("annotations")
            .with("batch.kubernetes.io/cronjob-scheduled-timestamp", Time.seconds(due));
    JsonObject metadata =
        JsonObject.builder()
            .put("name", name)
            .put("namespace", Meta.namespace(cronJob))
            .put("labels", template.object("metadata").get("labels"))
            .put("annotations", annotations)
            .put("ownerReferences", JsonArray.of(Meta.controllerReference(cronJob)))
            .build();
    JsonObject job =
        JsonObject.builder()
            .put("apiVersion", "batch/v1")
            .put("kind", "Job")
            .put("metadata", metadata)
            .put("spec", template.get("spec"))
            .build();
    try {
      JsonObject made = context.client().create(Resources.JOBS, Meta.namespace(cronJob), job);
      context.events().event(cronJob, "Normal", "SuccessfulCreate", "Created job " + name);
      return made;
    } catch (ApiException e) {
      if (e.is(Reason.ALREADY_EXISTS)) {
        JsonObject there = context.client().get(Resources.JOBS, Meta.namespace(cronJob), name);
        boolean running = Meta.isControlledBy(there, Meta.uid(cronJob)) && !isFinished(there);
        return running ? there : null;
      }
      context
          .events()
          .event(cronJob, "Warning", "FailedCreate", "Error creating job: " + e.getMessage());
      throw e;
    }
  }

  private void delete(JsonObject cronJob, JsonObject job) {
    JsonObject options = JsonObject.of("propagationPolicy", "Background");
    try {
      context.client().delete(Resources.JOBS, Meta.namespace(job), Meta.name(job), options);
      context
          .events()
          .event(cronJob, "Normal", "SuccessfulDelete", "Deleted job " + Meta.name(job));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }
}
