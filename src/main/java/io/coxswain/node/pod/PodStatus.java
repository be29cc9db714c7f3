package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import io.coxswain.node.runtime.Container;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The pod's status as this node sees it (kubelet's generateAPIPodStatus). Pure. */
final class PodStatus {
  private static final List<String> COPIED =
      List.of("qosClass", "nominatedNodeName", "resourceClaimStatuses", "resize");

  private PodStatus() {}

  /** That of a pod which the node does not take (kubelet's rejectPod). */
  static JsonObject rejected(JsonObject pod, Rejection rejection, Instant now) {
    JsonObject known = pod.object("status");
    JsonObject.Builder out = JsonObject.builder();
    if (Meta.generation(pod) > 0) {
      out.put("observedGeneration", Meta.generation(pod));
    }
    Conditions.find(pod, "PodScheduled")
        .ifPresent(scheduled -> out.put("conditions", JsonArray.of(scheduled)));
    return out.put("phase", "Failed")
        .put("reason", rejection.reason())
        .put("message", "Pod was rejected: " + rejection.message())
        .put("qosClass", known.get("qosClass"))
        .put("startTime", known.string("startTime", Time.seconds(now)))
        .build();
  }

  /**
   * @param hostAddresses of the node, the first family first
   */
  static JsonObject of(PodView view, List<String> hostAddresses) {
    JsonObject known = view.pod().object("status");
    if (PodPhase.isOver(view.pod()) && view.containers().isEmpty()) {
      return known; // rejected, or its containers are gone: nothing is known better
    }
    String phase = PodPhase.of(view);
    JsonObject.Builder out = JsonObject.builder();
    if (Meta.generation(view.pod()) > 0) {
      out.put("observedGeneration", Meta.generation(view.pod()));
    }
    out.put("phase", phase);
    out.put("conditions", conditions(view, phase, known.array("conditions")));
    if (view.end() != null && !view.end().reason().isEmpty()) {
      out.put("reason", view.end().reason()).put("message", view.end().message());
    } else if (known.has("reason")) {
      out.put("reason", known.get("reason")).put("message", known.get("message"));
    }
    if (!hostAddresses.isEmpty()) {
      out.put("hostIP", hostAddresses.getFirst()).put("hostIPs", addresses(hostAddresses));
    }
    List<String> own = PodSpecs.hostNetwork(view.pod()) ? hostAddresses : view.addresses();
    if (!own.isEmpty()) {
      out.put("podIP", own.getFirst()).put("podIPs", addresses(own));
    } else if (known.has("podIP") && view.sandbox() == null) {
      out.put("podIP", known.get("podIP")).put("podIPs", known.get("podIPs"));
    }
    out.put("startTime", known.string("startTime", Time.seconds(view.now())));
    JsonObject pod = view.pod();
    if (!PodSpecs.initContainers(pod).isEmpty()) {
      out.put(
          "initContainerStatuses", ContainerStatuses.of(view, PodSpecs.initContainers(pod), true));
    }
    out.put("containerStatuses", ContainerStatuses.of(view, PodSpecs.containers(pod), false));
    if (!PodSpecs.ephemeralContainers(pod).isEmpty()) {
      out.put(
          "ephemeralContainerStatuses",
          ContainerStatuses.of(view, PodSpecs.ephemeralContainers(pod), false));
    }
    COPIED.forEach(field -> out.put(field, known.get(field)));
    return out.build();
  }

  private static JsonArray addresses(List<String> addresses) {
    return addresses.stream()
        .map(ip -> (Json) JsonObject.of("ip", ip))
        .collect(JsonArray.collector());
  }

  private static JsonArray conditions(PodView view, String phase, JsonArray known) {
    JsonArray out = known;
    boolean sandbox =
        view.sandbox() != null && (!view.addresses().isEmpty() || PodSpecs.hostNetwork(view.pod()));
    out = set(view, out, new Verdict("PodReadyToStartContainers", sandbox, "", ""));
    out = set(view, out, initialized(view, phase));
    Verdict containers = containersReady(view, phase);
    out = set(view, out, ready(view, phase, containers));
    out = set(view, out, containers);
    return set(view, out, new Verdict("PodScheduled", true, "", ""));
  }

  private record Verdict(String type, boolean good, String reason, String message) {}

  private static JsonArray set(PodView view, JsonArray conditions, Verdict verdict) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("type", verdict.type)
            .put("status", verdict.good ? "True" : "False");
    if (Meta.generation(view.pod()) > 0) {
      out.put("observedGeneration", Meta.generation(view.pod()));
    }
    if (!verdict.reason.isEmpty()) {
      out.put("reason", verdict.reason);
    }
    if (!verdict.message.isEmpty()) {
      out.put("message", verdict.message);
    }
    Instant now = view.now();
    return Conditions.set(conditions, out.build(), now);
  }

  private static Verdict initialized(PodView view, String phase) {
    if (phase.equals("Succeeded")) {
      return new Verdict("Initialized", true, "PodCompleted", "");
    }
    if (view.initialized()) {
      return new Verdict("Initialized", true, "", "");
    }
    List<String> incomplete = new ArrayList<>();
    // A failed pod's sandbox is gone while its containers still say how far it came.
    boolean over = phase.equals("Failed");
    for (JsonObject spec : PodSpecs.initContainers(view.pod())) {
      String name = PodSpecs.name(spec);
      Container container = over ? view.newest(name) : view.current(name);
      boolean done =
          PodSpecs.isSidecar(spec)
              ? view.started(spec, container)
              : container != null && PodView.ended(container) && PodView.exitCode(container) == 0;
      if (!done) {
        incomplete.add(name);
      }
    }
    String message = "containers with incomplete status: " + names(incomplete);
    return new Verdict("Initialized", false, "ContainersNotInitialized", message);
  }

  private static Verdict containersReady(PodView view, String phase) {
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      String reason = phase.equals("Failed") ? "PodFailed" : "PodCompleted";
      return new Verdict("ContainersReady", false, reason, "");
    }
    List<String> unready = new ArrayList<>();
    List<JsonObject> wanted = new ArrayList<>();
    PodSpecs.initContainers(view.pod()).stream().filter(PodSpecs::isSidecar).forEach(wanted::add);
    wanted.addAll(PodSpecs.containers(view.pod()));
    for (JsonObject spec : wanted) {
      if (!view.ready(spec, view.current(PodSpecs.name(spec)))) {
        unready.add(PodSpecs.name(spec));
      }
    }
    return unready.isEmpty()
        ? new Verdict("ContainersReady", true, "", "")
        : new Verdict(
            "ContainersReady",
            false,
            "ContainersNotReady",
            "containers with unready status: " + names(unready));
  }

  private static Verdict ready(PodView view, String phase, Verdict containers) {
    if (!containers.good) {
      return new Verdict("Ready", false, containers.reason, containers.message);
    }
    List<String> missing = new ArrayList<>();
    for (JsonObject gate : view.pod().object("spec").objects("readinessGates")) {
      String type = gate.string("conditionType", "");
      String status =
          Conditions.find(view.pod(), type).map(c -> c.string("status", "")).orElse(null);
      if (status == null) {
        missing.add(
            "corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
      } else if (!status.equals("True")) {
        missing.add(
            "the status of pod readiness gate \"" + type + "\" is not \"True\", but " + status);
      }
    }
    return missing.isEmpty()
        ? new Verdict("Ready", true, "", "")
        : new Verdict("Ready", false, "ReadinessGatesNotReady", String.join(", ", missing));
  }

  private static String names(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }
}
