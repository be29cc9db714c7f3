package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The tables of workloads. */
final class WorkloadColumns {
  static final Columns DEPLOYMENTS =
      new Columns(
          Cells.columns(
              "Name",
              "Ready",
              "Up-to-date",
              "Available",
              "Age",
              "Containers:string:1",
              "Images:string:1",
              "Selector:string:1"),
          (o, now) -> {
            JsonObject status = o.object("status");
            return withTemplate(
                o,
                Cells.name(o),
                ready(o),
                Cells.number(status, "updatedReplicas"),
                Cells.number(status, "availableReplicas"),
                Cells.age(o, now));
          });

  static final Columns REPLICA_SETS =
      new Columns(
          Cells.columns(
              "Name",
              "Desired:integer",
              "Current:integer",
              "Ready:integer",
              "Age",
              "Containers:string:1",
              "Images:string:1",
              "Selector:string:1"),
          (o, now) -> {
            JsonObject status = o.object("status");
            return withTemplate(
                o,
                Cells.name(o),
                Cells.number(o.object("spec"), "replicas"),
                Cells.number(status, "replicas"),
                Cells.number(status, "readyReplicas"),
                Cells.age(o, now));
          });

  static final Columns STATEFUL_SETS =
      new Columns(
          Cells.columns("Name", "Ready", "Age", "Containers:string:1", "Images:string:1"),
          (o, now) -> {
            JsonObject spec = o.objectAt("spec", "template", "spec");
            return List.of(
                Cells.name(o),
                ready(o),
                Cells.age(o, now),
                Cells.containers(spec),
                Cells.images(spec));
          });

  static final Columns DAEMON_SETS =
      new Columns(
          Cells.columns(
              "Name",
              "Desired:integer",
              "Current:integer",
              "Ready:integer",
              "Up-to-date:integer",
              "Available:integer",
              "Node Selector",
              "Age",
              "Containers:string:1",
              "Images:string:1",
              "Selector:string:1"),
          (o, now) -> {
            JsonObject status = o.object("status");
            return withTemplate(
                o,
                Cells.name(o),
                Cells.number(status, "desiredNumberScheduled"),
                Cells.number(status, "currentNumberScheduled"),
                Cells.number(status, "numberReady"),
                Cells.number(status, "updatedNumberScheduled"),
                Cells.number(status, "numberAvailable"),
                Json.of(Cells.labels(o.objectAt("spec", "template", "spec", "nodeSelector"))),
                Cells.age(o, now));
          });

  static final Columns JOBS =
      new Columns(
          Cells.columns(
              "Name",
              "Status",
              "Completions",
              "Duration",
              "Age",
              "Containers:string:1",
              "Images:string:1",
              "Selector:string:1"),
          (o, now) ->
              withTemplate(
                  o,
                  Cells.name(o),
                  Json.of(jobStatus(o)),
                  Json.of(completions(o)),
                  Json.of(jobDuration(o.object("status"), now)),
                  Cells.age(o, now)));

  static final Columns CRON_JOBS =
      new Columns(
          Cells.columns(
              "Name",
              "Schedule",
              "Timezone",
              "Suspend:boolean",
              "Active:integer",
              "Last Schedule",
              "Age",
              "Containers:string:1",
              "Images:string:1",
              "Selector:string:1"),
          (o, now) -> {
            JsonObject spec = o.object("spec");
            JsonObject status = o.object("status");
            JsonObject job = spec.objectAt("jobTemplate", "spec");
            String last = status.string("lastScheduleTime");
            return List.of(
                Cells.name(o),
                Cells.text(spec.string("schedule")),
                Cells.orNone(spec.string("timeZone")),
                Json.of(spec.has("suspend") ? goBoolean(spec.bool("suspend", false)) : "<unset>"),
                Json.of(status.array("active").size()),
                Json.of(last == null ? Cells.NONE : HumanDuration.since(last, now)),
                Cells.age(o, now),
                Cells.containers(job.objectAt("template", "spec")),
                Cells.images(job.objectAt("template", "spec")),
                Json.of(Cells.selector(job.object("selector"))));
          });

  static final Columns CONTROLLER_REVISIONS =
      new Columns(
          Cells.columns("Name", "Controller", "Revision", "Age"),
          (o, now) ->
              List.of(
                  Cells.name(o),
                  Json.of(Meta.controllerOf(o).map(WorkloadColumns::owner).orElse(Cells.NONE)),
                  Cells.number(o, "revision"),
                  Cells.age(o, now)));

  static final Columns AUTOSCALERS =
      new Columns(
          Cells.columns("Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"),
          (o, now) -> {
            JsonObject spec = o.object("spec");
            JsonObject target = spec.object("scaleTargetRef");
            Json minimum = spec.get("minReplicas");
            return List.of(
                Cells.name(o),
                Json.of(target.string("kind", "") + "/" + target.string("name", "")),
                Json.of(AutoscalerTargets.text(o)),
                minimum == null ? Json.of("<unset>") : Json.of(minimum.text()),
                Cells.number(spec, "maxReplicas"),
                Cells.number(o.object("status"), "currentReplicas"),
                Cells.age(o, now));
          });

  private WorkloadColumns() {}

  private static String goBoolean(boolean value) {
    return value ? "True" : "False";
  }

  private static Json ready(JsonObject object) {
    return Json.of(
        object.object("status").integer("readyReplicas", 0)
            + "/"
            + object.object("spec").integer("replicas", 0));
  }

  private static List<Json> withTemplate(JsonObject object, Json... cells) {
    JsonObject spec = object.object("spec");
    JsonObject pod = spec.objectAt("template", "spec");
    List<Json> out = new ArrayList<>(List.of(cells));
    out.add(Cells.containers(pod));
    out.add(Cells.images(pod));
    boolean plain = "ReplicationController".equals(object.string("kind"));
    out.add(
        Json.of(
            plain
                ? Cells.labels(spec.object("selector"))
                : Cells.selector(spec.object("selector"))));
    return out;
  }

  private static String owner(JsonObject reference) {
    String group = io.coxswain.kube.GroupVersion.parse(reference.string("apiVersion", "")).group();
    String kind = reference.string("kind", "").toLowerCase(java.util.Locale.ROOT);
    return kind + (group.isEmpty() ? "" : "." + group) + "/" + reference.string("name", "");
  }

  private static String jobStatus(JsonObject job) {
    if (io.coxswain.kube.Conditions.isTrue(job, "Complete")) {
      return "Complete";
    }
    if (io.coxswain.kube.Conditions.isTrue(job, "Failed")) {
      return "Failed";
    }
    if (Meta.isDeleting(job)) {
      return "Terminating";
    }
    if (io.coxswain.kube.Conditions.isTrue(job, "Suspended")) {
      return "Suspended";
    }
    if (io.coxswain.kube.Conditions.isTrue(job, "FailureTarget")) {
      return "FailureTarget";
    }
    return io.coxswain.kube.Conditions.isTrue(job, "SuccessCriteriaMet")
        ? "SuccessCriteriaMet"
        : "Running";
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

  private static String jobDuration(JsonObject status, Instant now) {
    Instant start = Time.parse(status.string("startTime"));
    if (start == null) {
      return "";
    }
    Instant end =
        status.get("completionTime") instanceof JsonString s ? Time.parse(s.value()) : null;
    return HumanDuration.of(Duration.between(start, end == null ? now : end));
  }
}
