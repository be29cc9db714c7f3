package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.GroupVersion;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The tables of workloads. */
final class WorkloadColumns {
  static final Columns DEPLOYMENTS =
      Table.named()
          .text("Ready", "Number of the pod with ready state", WorkloadColumns::ready)
          .count("Up-to-date", "Pods of the newest template.", Cells.status("updatedReplicas"))
          .count("Available", "Pods that serve.", Cells.status("availableReplicas"))
          .age()
          .wide()
          .containers(WorkloadColumns::podSpec)
          .selector(WorkloadColumns::selector)
          .columns();

  static final Columns REPLICA_SETS = sets(WorkloadColumns::selector);

  static final Columns REPLICATION_CONTROLLERS =
      sets(o -> Cells.labels(o.objectAt("spec", "selector")));

  static final Columns STATEFUL_SETS =
      Table.named()
          .text("Ready", "Number of the pod with ready state", WorkloadColumns::ready)
          .age()
          .wide()
          .containers(WorkloadColumns::podSpec)
          .columns();

  static final Columns DAEMON_SETS =
      Table.named()
          .integer("Desired", "Nodes that should run it.", Cells.status("desiredNumberScheduled"))
          .integer("Current", "Nodes that run it.", Cells.status("currentNumberScheduled"))
          .integer("Ready", "Nodes whose pod is ready.", Cells.status("numberReady"))
          .integer(
              "Up-to-date",
              "Nodes whose pod is of the newest template.",
              Cells.status("updatedNumberScheduled"))
          .integer("Available", "Nodes whose pod serves.", Cells.status("numberAvailable"))
          .text(
              "Node Selector",
              "Labels of the nodes that should run it.",
              o -> Cells.labels(podSpec(o).object("nodeSelector")))
          .age()
          .wide()
          .containers(WorkloadColumns::podSpec)
          .selector(WorkloadColumns::selector)
          .columns();

  static final Columns JOBS =
      Table.named()
          .text("Status", "Status of the job.", WorkloadColumns::jobStatus)
          .text("Completions", "Pods that ended well.", WorkloadColumns::completions)
          .cell("Duration", "Time required to complete the job.", WorkloadColumns::jobDuration)
          .age()
          .wide()
          .containers(WorkloadColumns::podSpec)
          .selector(WorkloadColumns::selector)
          .columns();

  static final Columns CRON_JOBS =
      Table.named()
          .text("Schedule", "When it runs.", o -> o.object("spec").string("schedule"))
          .text(
              "Timezone",
              "In which time zone.",
              o -> o.object("spec").string("timeZone", Cells.NONE))
          .typed("Suspend", "boolean", "", "Whether it rests.", (o, now) -> Json.of(suspended(o)))
          .integer("Active", "Jobs that run now.", o -> o.object("status").array("active").size())
          .cell("Last Schedule", "When it ran last.", WorkloadColumns::lastSchedule)
          .age()
          .wide()
          .containers(o -> jobSpec(o).objectAt("template", "spec"))
          .selector(o -> Cells.selector(jobSpec(o).object("selector")))
          .columns();

  static final Columns CONTROLLER_REVISIONS =
      Table.named()
          .text(
              "Controller",
              "Controller of the object",
              o -> Meta.controllerOf(o).map(WorkloadColumns::owner).orElse(Cells.NONE))
          .count("Revision", "Its number.", o -> o.integer("revision", 0))
          .age()
          .columns();

  static final Columns AUTOSCALERS =
      Table.named()
          .text("Reference", "What it scales.", WorkloadColumns::scaled)
          .text("Targets", "What it aims at.", AutoscalerTargets::text)
          .text("MinPods", "The least.", WorkloadColumns::least)
          .count("MaxPods", "The most.", o -> o.object("spec").integer("maxReplicas", 0))
          .count("Replicas", "How many there are.", Cells.status("currentReplicas"))
          .age()
          .columns();

  private WorkloadColumns() {}

  private static Columns sets(Function<JsonObject, String> selector) {
    return Table.named()
        .integer("Desired", "Pods wanted.", o -> o.object("spec").integer("replicas", 0))
        .integer("Current", "Pods there are.", Cells.status("replicas"))
        .integer("Ready", "Pods that are ready.", Cells.status("readyReplicas"))
        .age()
        .wide()
        .containers(WorkloadColumns::podSpec)
        .selector(selector)
        .columns();
  }

  private static JsonObject podSpec(JsonObject workload) {
    return workload.objectAt("spec", "template", "spec");
  }

  private static JsonObject jobSpec(JsonObject cronJob) {
    return cronJob.objectAt("spec", "jobTemplate", "spec");
  }

  private static String selector(JsonObject workload) {
    return Cells.selector(workload.objectAt("spec", "selector"));
  }

  private static String ready(JsonObject object) {
    return object.object("status").integer("readyReplicas", 0)
        + "/"
        + object.object("spec").integer("replicas", 0);
  }

  private static String suspended(JsonObject cronJob) {
    JsonObject spec = cronJob.object("spec");
    return !spec.has("suspend") ? Cells.UNSET : spec.bool("suspend", false) ? "True" : "False";
  }

  private static Json lastSchedule(JsonObject cronJob, Instant now) {
    String last = cronJob.object("status").string("lastScheduleTime");
    return Json.of(last == null ? Cells.NONE : HumanDuration.since(last, now));
  }

  private static String scaled(JsonObject autoscaler) {
    JsonObject target = autoscaler.objectAt("spec", "scaleTargetRef");
    return target.string("kind", "") + "/" + target.string("name", "");
  }

  private static String least(JsonObject autoscaler) {
    Json minimum = autoscaler.object("spec").get("minReplicas");
    return minimum == null ? Cells.UNSET : minimum.text();
  }

  private static String owner(JsonObject reference) {
    String group = GroupVersion.parse(reference.string("apiVersion", "")).group();
    String kind = reference.string("kind", "").toLowerCase(Locale.ROOT);
    return kind + (group.isEmpty() ? "" : "." + group) + "/" + reference.string("name", "");
  }

  private static String jobStatus(JsonObject job) {
    for (String end : List.of("Complete", "Failed")) {
      if (Conditions.isTrue(job, end)) {
        return end;
      }
    }
    if (Meta.isDeleting(job)) {
      return "Terminating";
    }
    for (String state : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
      if (Conditions.isTrue(job, state)) {
        return state;
      }
    }
    return "Running";
  }

  private static String completions(JsonObject job) {
    JsonObject spec = job.object("spec");
    long succeeded = job.object("status").integer("succeeded", 0);
    if (spec.get("completions") instanceof JsonNumber n) {
      return succeeded + "/" + n.longValue();
    }
    long parallelism = spec.integer("parallelism", 0);
    return succeeded + (parallelism > 1 ? "/1 of " + parallelism : "/1");
  }

  private static Json jobDuration(JsonObject job, Instant now) {
    JsonObject status = job.object("status");
    Instant start = Time.parse(status.string("startTime"));
    if (start == null) {
      return Json.of("");
    }
    Instant end =
        status.get("completionTime") instanceof JsonString s ? Time.parse(s.value()) : null;
    return Json.of(HumanDuration.of(Duration.between(start, end == null ? now : end)));
  }
}
