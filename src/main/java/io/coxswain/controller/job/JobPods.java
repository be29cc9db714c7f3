package io.coxswain.controller.job;

import io.coxswain.controller.Pods;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Instant;

/** What a Job asks of, and writes on, its pods. */
final class JobPods {
  static final String FINALIZER = "batch.kubernetes.io/job-tracking";
  private static final String INDEX = "batch.kubernetes.io/job-completion-index";
  private static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";

  private JobPods() {}

  static boolean isIndexed(JsonObject job) {
    return "Indexed".equals(job.object("spec").string("completionMode"));
  }

  static boolean isTracked(JsonObject pod) {
    return Meta.finalizers(pod).contains(FINALIZER);
  }

  static boolean isSucceeded(JsonObject pod) {
    return Pods.phase(pod).equals("Succeeded");
  }

  /** Failed, or on its way out where the Job does not wait for the end to replace it. */
  static boolean isFailed(JsonObject job, JsonObject pod) {
    if (Pods.phase(pod).equals("Failed")) {
      return true;
    }
    boolean waits = "Failed".equals(job.object("spec").string("podReplacementPolicy"));
    return !waits && Meta.isDeleting(pod) && !isSucceeded(pod);
  }

  /** Its completion index; -1 where it has none. */
  static int index(JsonObject pod) {
    return number(pod, INDEX, -1);
  }

  /** How many pods of its index failed before it. */
  static int failuresBefore(JsonObject pod) {
    return number(pod, FAILURES, 0);
  }

  private static int number(JsonObject pod, String annotation, int otherwise) {
    try {
      String text = Meta.annotation(pod, annotation);
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** When its last container ended; its deletion or creation where nothing tells. */
  static Instant finishedAt(JsonObject pod, Instant now) {
    Instant deleted = Time.parse(Meta.deletionTimestamp(pod));
    Instant created = Time.parse(Meta.creationTimestamp(pod));
    Instant otherwise = deleted != null ? deleted : created != null ? created : now;
    return pod.object("status").objects("containerStatuses").stream()
        .map(status -> Time.parse(status.objectAt("state", "terminated").string("finishedAt")))
        .filter(at -> at != null)
        .max(Instant::compareTo)
        .orElse(otherwise);
  }

  /**
   * A new pod of the Job.
   *
   * @param index -1 for a Job without indexes
   * @param failures how many pods of the index failed before
   */
  static JsonObject make(JsonObject job, int index, int failures) {
    JsonObject template = job.object("spec").object("template");
    String prefix = Meta.name(job) + "-" + (index < 0 ? "" : index + "-");
    JsonObject pod = Pods.fromTemplate(template, job, prefix);
    pod =
        Meta.with(
            pod,
            "finalizers",
            JsonArray.ofStrings(Meta.finalizers(pod)).with(io.coxswain.json.Json.of(FINALIZER)));
    if (index < 0) {
      return pod;
    }
    pod = Meta.withAnnotation(Meta.withLabel(pod, INDEX, "" + index), INDEX, "" + index);
    if (job.object("spec").has("backoffLimitPerIndex")) {
      pod = Meta.withAnnotation(pod, FAILURES, "" + failures);
    }
    JsonObject spec = pod.object("spec").with("hostname", Meta.name(job) + "-" + index);
    for (String list : new String[] {"containers", "initContainers"}) {
      if (spec.has(list)) {
        spec = spec.with(list, spec.array(list).map(c -> withIndex((JsonObject) c)));
      }
    }
    return pod.with("spec", spec);
  }

  private static JsonObject withIndex(JsonObject container) {
    boolean there =
        container.objects("env").stream()
            .anyMatch(env -> "JOB_COMPLETION_INDEX".equals(env.string("name")));
    if (there) {
      return container;
    }
    JsonObject field =
        JsonObject.of("fieldRef", JsonObject.of("fieldPath", "metadata.labels['" + INDEX + "']"));
    JsonObject env = JsonObject.of("name", "JOB_COMPLETION_INDEX").with("valueFrom", field);
    return container.with("env", container.array("env").with(env));
  }
}
