package io.coxswain.controller.job;

import io.coxswain.controller.Pods;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Job and its pods, sorted. A finished pod is counted once: its uid waits in the status until its
 * finalizer is gone (KEP-2307).
 *
 * @param active neither over nor on their way out
 * @param terminating on their way out, not yet over
 * @param uncountedSucceeded uids written down but not counted, with those that are new
 * @param ignored finished pods that the failure policy does not count
 * @param succeededIndexes empty for a Job without indexes
 * @param failedIndexes {@code null} without a limit per index
 * @param failJob why the failure policy ends the Job, or {@code null}
 */
record JobView(
    JsonObject job,
    List<JsonObject> pods,
    List<JsonObject> active,
    List<JsonObject> terminating,
    Set<String> uncountedSucceeded,
    Set<String> uncountedFailed,
    List<JsonObject> ignored,
    Indexes succeededIndexes,
    Indexes failedIndexes,
    boolean news,
    String failJob) {

  /**
   * @param pods controlled by the Job
   * @param released uids of pods whose finalizer is gone, though the informer may not know yet
   */
  static JobView of(JsonObject job, List<JsonObject> pods, Set<String> released) {
    JsonObject status = job.object("status");
    JsonObject uncounted = status.object("uncountedTerminatedPods");
    Set<String> succeeded = new HashSet<>(uncounted.strings("succeeded"));
    Set<String> failed = new HashSet<>(uncounted.strings("failed"));
    boolean indexed = JobPods.isIndexed(job);
    int completions = (int) job.object("spec").integer("completions", Integer.MAX_VALUE);
    boolean perIndex = job.object("spec").has("backoffLimitPerIndex");
    Set<Integer> newIndexes = new HashSet<>();
    Set<Integer> newFailedIndexes = new HashSet<>();
    List<JsonObject> active = new ArrayList<>();
    List<JsonObject> terminating = new ArrayList<>();
    List<JsonObject> ignored = new ArrayList<>();
    boolean news = false;
    String failJob = null;
    for (JsonObject pod : pods) {
      if (Pods.isActive(pod)) {
        active.add(pod);
        continue;
      }
      if (Pods.isTerminating(pod)) {
        terminating.add(pod);
      }
      String uid = Meta.uid(pod);
      boolean fresh =
          JobPods.isTracked(pod)
              && !released.contains(uid)
              && !succeeded.contains(uid)
              && !failed.contains(uid);
      int index = JobPods.index(pod);
      if (indexed && (index < 0 || index >= completions)) {
        if (fresh && Pods.isTerminal(pod)) {
          ignored.add(pod);
        }
        continue;
      }
      if (JobPods.isSucceeded(pod)) {
        if (fresh) {
          news = true;
          succeeded.add(uid);
          newIndexes.add(index);
        }
      } else if (JobPods.isFailed(job, pod)) {
        FailurePolicy.Match match = FailurePolicy.of(job, pod);
        if (match.action().equals("FailJob") && failJob == null) {
          failJob = match.message();
        }
        if (!fresh) {
          continue;
        }
        if (match.action().equals("Ignore")) {
          ignored.add(pod);
          continue;
        }
        news = true;
        failed.add(uid);
        long limit = job.object("spec").integer("backoffLimitPerIndex", 0);
        if (perIndex
            && (match.action().equals("FailIndex") || JobPods.failuresBefore(pod) >= limit)) {
          newFailedIndexes.add(index);
        }
      }
    }
    Indexes before = Indexes.parse(indexed ? status.string("completedIndexes") : "", completions);
    Indexes done = indexed ? before.with(newIndexes) : before;
    newFailedIndexes.removeAll(done.values());
    Indexes lost =
        perIndex
            ? Indexes.parse(status.string("failedIndexes"), completions).with(newFailedIndexes)
            : null;
    return new JobView(
        job, pods, active, terminating, succeeded, failed, ignored, done, lost, news, failJob);
  }

  JsonObject spec() {
    return job.object("spec");
  }

  boolean indexed() {
    return JobPods.isIndexed(job);
  }

  int succeeded() {
    return indexed()
        ? succeededIndexes.size()
        : (int) job.object("status").integer("succeeded", 0) + uncountedSucceeded.size();
  }

  int failed() {
    return (int) job.object("status").integer("failed", 0) + uncountedFailed.size();
  }

  int ready() {
    return (int) active.stream().filter(Pods::isReady).count();
  }
}
