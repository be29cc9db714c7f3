package io.coxswain.controller.job;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Owners;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.List;

/** Frees pods from the tracking finalizer whose Job is gone, over, or gave them up. */
final class OrphanRelease {
  private final ControllerContext context;
  private final Informer jobs;
  private final Informer pods;
  private final PodRelease release;

  private OrphanRelease(ControllerContext context, Informer jobs, Informer pods) {
    this.context = context;
    this.jobs = jobs;
    this.pods = pods;
    this.release = new PodRelease(context.client());
  }

  static AutoCloseable start(ControllerContext context, Informer jobs, Informer pods) {
    OrphanRelease orphans = new OrphanRelease(context, jobs, pods);
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    pods.onEvent(
        (old, now) -> {
          JsonObject pod = now == null ? old : now;
          if (now == null || !JobPods.isTracked(now)) {
            orphans.release.seen(Meta.uid(pod));
          } else if (!orphans.isWanted(now)) {
            queue.add(ObjectKey.of(now));
          }
        });
    jobs.onEvent(
        (old, now) -> {
          if (now == null || JobStatus.isFinished(now)) {
            JsonObject job = now == null ? old : now;
            Owners.controlled(pods, job).forEach(pod -> queue.add(ObjectKey.of(pod)));
          }
        });
    return Controller.start("job-orphans", queue, 1, List.of(jobs, pods), orphans::reconcile);
  }

  /** The Job that controls the pod, or {@code null}. */
  static ObjectKey jobOf(JsonObject pod) {
    JsonObject owner = Meta.controllerOf(pod).orElse(JsonObject.EMPTY);
    return "Job".equals(owner.string("kind")) && "batch/v1".equals(owner.string("apiVersion"))
        ? ObjectKey.of(Meta.namespace(pod), owner.string("name"))
        : null;
  }

  private boolean isWanted(JsonObject pod) {
    ObjectKey key = jobOf(pod);
    JsonObject job = key == null ? null : jobs.get(key);
    return job != null && Meta.isControlledBy(pod, Meta.uid(job)) && !JobStatus.isFinished(job);
  }

  private Result reconcile(ObjectKey key) {
    JsonObject pod = pods.get(key);
    if (pod == null || !JobPods.isTracked(pod) || isWanted(pod)) {
      return Result.DONE;
    }
    ObjectKey owner = jobOf(pod);
    if (owner != null && jobs.get(owner) == null) {
      // The informer of Jobs may lag behind that of pods.
      JsonObject job =
          context
              .client()
              .find(Resources.JOBS, owner.namespace(), owner.name())
              .orElse(JsonObject.EMPTY);
      if (Meta.isControlledBy(pod, Meta.uid(job)) && !JobStatus.isFinished(job)) {
        return Result.DONE;
      }
    }
    release.release(pod);
    return Result.DONE;
  }
}
