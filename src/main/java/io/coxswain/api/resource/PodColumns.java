package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of pods; the Status column is the one people debug with. */
final class PodColumns {
  static final Columns COLUMNS =
      Table.named()
          .heading("Ready", "The aggregate readiness state of this pod for accepting traffic.")
          .heading("Status", "The aggregate status of the containers in this pod.")
          .heading(
              "Restarts",
              "The number of times the containers in this pod have been restarted and when the"
                  + " last container in this pod has restarted.")
          .age()
          .wide()
          .heading("IP", "Its address.")
          .heading("Node", "Where it runs.")
          .heading("Nominated Node", "Where others make room for it.")
          .heading("Readiness Gates", "Further conditions it waits for.")
          .columns(PodColumns::cells);

  static final Columns TEMPLATES =
      Table.named()
          .containers(o -> o.objectAt("template", "spec"))
          .text(
              "Pod Labels",
              "The labels for the pod template.",
              o -> Cells.labels(o.objectAt("template", "metadata", "labels")))
          .columns();

  /** What the walk over the containers' statuses finds. */
  private static final class Summary {
    String reason;
    int ready;
    long restarts;
    Instant lastRestart;

    void restarted(JsonObject status) {
      restarts += status.integer("restartCount", 0);
      Instant at = Time.parse(status.objectAt("lastState", "terminated").string("finishedAt"));
      if (at != null && (lastRestart == null || lastRestart.isBefore(at))) {
        lastRestart = at;
      }
    }
  }

  private PodColumns() {}

  private static List<Json> cells(JsonObject pod, Instant now) {
    JsonObject spec = pod.object("spec");
    JsonObject status = pod.object("status");
    Set<String> sidecars =
        spec.objects("initContainers").stream()
            .filter(c -> c.string("restartPolicy", "").equals("Always"))
            .map(c -> c.string("name", ""))
            .collect(Collectors.toSet());
    Summary summary = summary(pod, sidecars);
    String restarts = Long.toString(summary.restarts);
    if (summary.restarts != 0 && summary.lastRestart != null) {
      restarts +=
          " (" + HumanDuration.of(java.time.Duration.between(summary.lastRestart, now)) + " ago)";
    }
    return List.of(
        Cells.name(pod),
        Json.of(summary.ready + "/" + (spec.array("containers").size() + sidecars.size())),
        Json.of(summary.reason),
        Json.of(restarts),
        Cells.age(pod, now),
        Cells.orNone(ip(status)),
        Cells.orNone(spec.string("nodeName")),
        Cells.orNone(status.string("nominatedNodeName")),
        Json.of(gates(pod)));
  }

  private static String ip(JsonObject status) {
    List<JsonObject> ips = status.objects("podIPs");
    return ips.isEmpty() ? status.string("podIP") : ips.getFirst().string("ip");
  }

  private static String gates(JsonObject pod) {
    List<JsonObject> gates = pod.object("spec").objects("readinessGates");
    if (gates.isEmpty()) {
      return Cells.NONE;
    }
    long met =
        gates.stream().filter(g -> Conditions.isTrue(pod, g.string("conditionType", ""))).count();
    return met + "/" + gates.size();
  }

  private static Summary summary(JsonObject pod, Set<String> sidecars) {
    JsonObject status = pod.object("status");
    Summary all = new Summary();
    Summary kept = new Summary(); // restarts of sidecars, which still count once pods run
    all.reason =
        status.string("reason", "").isEmpty()
            ? status.string("phase", "")
            : status.string("reason");
    Conditions.find(pod, "PodScheduled")
        .filter(c -> c.string("reason", "").equals("SchedulingGated"))
        .ifPresent(c -> all.reason = "SchedulingGated");
    boolean initializing = initializing(pod, sidecars, all, kept);
    if (!initializing || Conditions.isTrue(pod, "Initialized")) {
      all.restarts = kept.restarts;
      all.lastRestart = kept.lastRestart;
      running(pod, all);
    }
    String phase = status.string("phase", "");
    if (Meta.isDeleting(pod)) {
      if (status.string("reason", "").equals("NodeLost")) {
        all.reason = "Unknown";
      } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
        all.reason = "Terminating";
      }
    }
    return all;
  }

  private static boolean initializing(
      JsonObject pod, Set<String> sidecars, Summary all, Summary kept) {
    int i = -1;
    for (JsonObject container : pod.object("status").objects("initContainerStatuses")) {
      i++;
      all.restarted(container);
      boolean sidecar = sidecars.contains(container.string("name", ""));
      if (sidecar) {
        kept.restarted(container);
      }
      JsonObject state = container.object("state");
      JsonObject terminated = state.object("terminated");
      if (state.has("terminated") && terminated.integer("exitCode", 0) == 0) {
        continue;
      }
      if (sidecar && container.bool("started", false)) {
        all.ready += container.bool("ready", false) ? 1 : 0;
        continue;
      }
      String waiting = state.object("waiting").string("reason", "");
      if (state.has("terminated")) {
        all.reason = "Init:" + ended(terminated);
      } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
        all.reason = "Init:" + waiting;
      } else {
        all.reason = "Init:" + i + "/" + pod.object("spec").array("initContainers").size();
      }
      return true;
    }
    return false;
  }

  private static void running(JsonObject pod, Summary all) {
    List<JsonObject> statuses = pod.object("status").objects("containerStatuses");
    boolean hasRunning = false;
    for (JsonObject container : statuses.reversed()) {
      all.restarted(container);
      JsonObject state = container.object("state");
      String waiting = state.object("waiting").string("reason", "");
      if (!waiting.isEmpty()) {
        all.reason = waiting;
      } else if (state.has("terminated")) {
        all.reason = ended(state.object("terminated"));
      } else if (container.bool("ready", false) && state.has("running")) {
        hasRunning = true;
        all.ready++;
      }
    }
    if ("Completed".equals(all.reason) && hasRunning) {
      all.reason = Conditions.isTrue(pod, "Ready") ? "Running" : "NotReady";
    }
  }

  private static String ended(JsonObject terminated) {
    String reason = terminated.string("reason", "");
    if (!reason.isEmpty()) {
      return reason;
    }
    long signal = terminated.integer("signal", 0);
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.integer("exitCode", 0);
  }
}
