package io.coxswain.controller.job;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Claims;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Expectations;
import io.coxswain.controller.Owners;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.controller.SlowStart;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the pods of Jobs until enough have succeeded or too many have failed. */
public final class JobController {
  private static final int WORKERS = 5;
  private static final Duration STALE = Duration.ofSeconds(1);
  private static final String OURS = "kubernetes.io/job-controller";

  private final ControllerContext context;
  private final Informer jobs;
  private final Informer pods;
  private final Expectations<ObjectKey> expectations;
  private final WorkQueue<ObjectKey> queue;
  private final PodRelease release;
  // The version of the last status written: an older Job must not be counted again.
  private final Map<ObjectKey, Long> written = new ConcurrentHashMap<>();

  private JobController(ControllerContext context) {
    this.context = context;
    this.jobs = context.informers().of(Resources.JOBS);
    this.pods = Owners.indexed(context.informers().of(Resources.PODS));
    this.expectations = new Expectations<>(context.timer());
    this.queue = new WorkQueue<>(context.timer());
    this.release = new PodRelease(context.client());
  }

  public static AutoCloseable start(ControllerContext context) {
    JobController controller = new JobController(context);
    controller.jobs.onEvent(controller::jobChanged);
    controller.pods.onEvent(controller::podChanged);
    List<Informer> reads = List.of(controller.jobs, controller.pods);
    AutoCloseable orphans = OrphanRelease.start(context, controller.jobs, controller.pods);
    Controller<ObjectKey> main =
        Controller.start("job", controller.queue, WORKERS, reads, controller::reconcile);
    return () -> {
      orphans.close();
      main.close();
    };
  }

  private void jobChanged(JsonObject old, JsonObject now) {
    ObjectKey key = ObjectKey.of(now == null ? old : now);
    if (now == null) {
      expectations.forget(key);
      written.remove(key);
    }
    queue.add(key);
  }

  private void podChanged(JsonObject old, JsonObject now) {
    JsonObject pod = now == null ? old : now;
    ObjectKey owner = OrphanRelease.jobOf(pod);
    if (now == null || !JobPods.isTracked(now)) {
      release.seen(Meta.uid(pod));
    }
    if (owner != null) {
      if (old == null) {
        expectations.created(owner);
      }
      if (now == null || Meta.isDeleting(now)) {
        expectations.deleted(owner, Meta.uid(pod));
      }
      queue.add(owner);
    } else if (Meta.controllerOf(pod).isEmpty() && now != null) {
      for (JsonObject job : jobs.list(Meta.namespace(pod))) {
        if (LabelSelector.ofObject(job.object("spec").object("selector")).matches(pod)) {
          queue.add(ObjectKey.of(job));
        }
      }
    }
    ObjectKey before = old == null || now == null ? null : OrphanRelease.jobOf(old);
    if (before != null && !before.equals(owner)) {
      queue.add(before);
    }
  }

  private Result reconcile(ObjectKey key) throws InterruptedException {
    JsonObject job = jobs.get(key);
    if (job == null || !OURS.equals(job.object("spec").string("managedBy", OURS))) {
      return Result.DONE;
    }
    if (Long.parseLong(Meta.resourceVersion(job)) < written.getOrDefault(key, 0L)) {
      return Result.again(STALE);
    }
    if (JobStatus.isFinished(job)) {
      return Result.DONE;
    }
    Instant now = context.timer().instant();
    boolean mayCount = expectations.satisfied(key);
    LabelSelector selector = LabelSelector.ofObject(job.object("spec").object("selector"));
    Claims claims = new Claims(context.client(), Resources.JOBS, job, selector, Resources.PODS);
    List<JsonObject> owned = claims.claim(Owners.candidates(pods, job), pod -> true);
    JobView view = JobView.of(job, owned, release.released());
    JobTarget target = JobTarget.of(view, now);
    JsonObject started = JobStatus.started(job, now);
    List<RuntimeException> errors = new ArrayList<>();
    Duration wait = null;
    if (target != null) {
      delete(job, view.active(), errors);
    } else if (mayCount && !Meta.isDeleting(job)) {
      PodDemand demand = PodDemand.of(view, now);
      delete(job, demand.delete(), errors);
      create(job, demand.create(), errors);
      wait = demand.pause();
    }
    track(view, target, started, now);
    if (!errors.isEmpty()) {
      throw errors.getFirst();
    }
    return again(wait, JobTarget.untilDeadline(job.with("status", started), now));
  }

  private static Result again(Duration wait, Duration deadline) {
    if (wait == null && deadline == null) {
      return Result.DONE;
    }
    boolean deadlineFirst = wait == null || (deadline != null && deadline.compareTo(wait) < 0);
    return Result.again((deadlineFirst ? deadline : wait).plusMillis(10));
  }

  /** Writes finished pods down, frees them, counts them, in that order. */
  private void track(JobView view, JobTarget target, JsonObject started, Instant now) {
    JsonObject job = view.job();
    JsonObject observed = JobStatus.observed(started, view, target, now);
    if (view.news()) {
      job = write(job, observed);
    }
    Set<String> kept = new HashSet<>();
    for (JsonObject pod : view.pods()) {
      String uid = Meta.uid(pod);
      boolean finished =
          view.uncountedSucceeded().contains(uid) || view.uncountedFailed().contains(uid);
      boolean free = finished || view.ignored().contains(pod);
      if (free && JobPods.isTracked(pod) && !release.release(pod) && finished) {
        kept.add(uid);
      }
    }
    JsonObject counted = JobStatus.counted(observed, view, kept);
    boolean quiet = kept.isEmpty() && view.active().isEmpty() && view.terminating().isEmpty();
    if (target != null && quiet) {
      counted = JobStatus.ended(counted, target, now);
    }
    write(job, counted);
    tell(view.job(), counted, target, quiet);
  }

  private JsonObject write(JsonObject job, JsonObject status) {
    if (status.equals(job.object("status"))) {
      return job;
    }
    JsonObject out = context.client().updateStatus(Resources.JOBS, job.with("status", status));
    written.put(ObjectKey.of(job), Long.parseLong(Meta.resourceVersion(out)));
    return out;
  }

  private void tell(JsonObject job, JsonObject status, JobTarget target, boolean quiet) {
    if (target != null && quiet) {
      String type = target.isSuccess() ? "Normal" : "Warning";
      String reason = target.isSuccess() ? "Completed" : target.reason();
      String message = target.isSuccess() ? "Job completed" : target.message();
      context.events().event(job, type, reason, message);
    }
    boolean before = io.coxswain.kube.Conditions.isTrue(job, "Suspended");
    boolean after =
        io.coxswain.kube.Conditions.isTrue(JsonObject.of("status", status), "Suspended");
    if (before != after) {
      context
          .events()
          .event(
              job,
              "Normal",
              after ? "Suspended" : "Resumed",
              after ? "Job suspended" : "Job resumed");
    }
  }

  private void create(JsonObject job, List<PodDemand.Seed> seeds, List<RuntimeException> errors)
      throws InterruptedException {
    if (seeds.isEmpty()) {
      return;
    }
    ObjectKey key = ObjectKey.of(job);
    expectations.expectCreations(key, seeds.size());
    int done = SlowStart.run(seeds.size(), i -> createOne(job, seeds.get(i)), errors);
    for (int i = done; i < seeds.size(); i++) {
      expectations.created(key);
    }
  }

  private void createOne(JsonObject job, PodDemand.Seed seed) {
    JsonObject pod = JobPods.make(job, seed.index(), seed.failures());
    try {
      JsonObject made = context.client().create(Resources.PODS, Meta.namespace(job), pod);
      context.events().event(job, "Normal", "SuccessfulCreate", "Created pod: " + Meta.name(made));
    } catch (ApiException e) {
      context.events().event(job, "Warning", "FailedCreate", "Error creating: " + e.getMessage());
      throw e;
    }
  }

  private void delete(JsonObject job, List<JsonObject> victims, List<RuntimeException> errors)
      throws InterruptedException {
    if (victims.isEmpty()) {
      return;
    }
    Set<String> uids = new HashSet<>();
    victims.forEach(pod -> uids.add(Meta.uid(pod)));
    expectations.expectDeletions(ObjectKey.of(job), uids);
    SlowStart.atOnce(0, victims.size(), i -> deleteOne(job, victims.get(i)), errors);
  }

  private void deleteOne(JsonObject job, JsonObject pod) {
    try {
      context.client().delete(Resources.PODS, Meta.namespace(pod), Meta.name(pod));
      context.events().event(job, "Normal", "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
    } catch (ApiException e) {
      expectations.deleted(ObjectKey.of(job), Meta.uid(pod));
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }
}
