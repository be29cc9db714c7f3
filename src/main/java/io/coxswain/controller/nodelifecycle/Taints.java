package io.coxswain.controller.nodelifecycle;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The taints a node's conditions call for, and what pods tolerate of them. */
final class Taints {
  static final String NOT_READY = "node.kubernetes.io/not-ready";
  static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
  private static final String NO_SCHEDULE = "NoSchedule";
  private static final String NO_EXECUTE = "NoExecute";
  private static final Set<String> NO_SCHEDULE_KEYS =
      Set.of(
          NOT_READY,
          UNREACHABLE,
          UNSCHEDULABLE,
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/pid-pressure",
          "node.kubernetes.io/network-unavailable");

  private Taints() {}

  static JsonArray of(JsonObject node) {
    return node.object("spec").array("taints");
  }

  private static String condition(JsonObject node, String type) {
    return Conditions.find(node, type).map(c -> c.string("status", "")).orElse("");
  }

  private static Set<String> noScheduleKeys(JsonObject node) {
    Set<String> out = new LinkedHashSet<>();
    switch (condition(node, "Ready")) {
      case "False" -> out.add(NOT_READY);
      case "Unknown" -> out.add(UNREACHABLE);
      default -> {}
    }
    if (condition(node, "MemoryPressure").equals("True")) {
      out.add("node.kubernetes.io/memory-pressure");
    }
    if (condition(node, "DiskPressure").equals("True")) {
      out.add("node.kubernetes.io/disk-pressure");
    }
    if (condition(node, "PIDPressure").equals("True")) {
      out.add("node.kubernetes.io/pid-pressure");
    }
    if (condition(node, "NetworkUnavailable").equals("True")) {
      out.add("node.kubernetes.io/network-unavailable");
    }
    if (node.object("spec").bool("unschedulable", false)) {
      out.add(UNSCHEDULABLE);
    }
    return out;
  }

  /** The node's taints with exactly those NoSchedule ones that its state calls for. */
  static JsonArray scheduling(JsonObject node, Instant now) {
    return replaced(of(node), NO_SCHEDULE, NO_SCHEDULE_KEYS, noScheduleKeys(node), now);
  }

  /**
   * The node's taints with the NoExecute one of its state.
   *
   * @param evict false: neither of the two, whatever its state
   */
  static JsonArray executing(JsonObject node, boolean evict, Instant now) {
    Set<String> wanted =
        switch (evict ? condition(node, "Ready") : "") {
          case "False" -> Set.of(NOT_READY);
          case "Unknown" -> Set.of(UNREACHABLE);
          default -> Set.of();
        };
    return replaced(of(node), NO_EXECUTE, Set.of(NOT_READY, UNREACHABLE), wanted, now);
  }

  private static JsonArray replaced(
      JsonArray taints, String effect, Set<String> managed, Set<String> wanted, Instant now) {
    List<JsonObject> out = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>(wanted);
    for (JsonObject taint : taints.objects()) {
      String key = taint.string("key", "");
      boolean ours = effect.equals(taint.string("effect")) && managed.contains(key);
      if (!ours || wanted.contains(key)) {
        out.add(taint);
        if (ours) {
          missing.remove(key);
        }
      }
    }
    for (String key : missing) {
      out.add(
          JsonObject.builder()
              .put("key", key)
              .put("effect", effect)
              .put("timeAdded", Time.seconds(now))
              .build());
    }
    return JsonArray.of(out);
  }

  /** The taints that drive pods away. */
  static List<JsonObject> evicting(JsonObject node) {
    return of(node).objects().stream()
        .filter(taint -> NO_EXECUTE.equals(taint.string("effect")))
        .toList();
  }

  /**
   * How long the pod may stay beside these taints, counted from their beginning; {@code null} for
   * ever, zero not at all.
   */
  static Duration tolerated(JsonObject pod, List<JsonObject> taints) {
    List<JsonObject> tolerations = pod.object("spec").objects("tolerations");
    Duration shortest = null;
    for (JsonObject taint : taints) {
      List<JsonObject> used = tolerations.stream().filter(t -> tolerates(t, taint)).toList();
      if (used.isEmpty()) {
        return Duration.ZERO;
      }
      for (JsonObject toleration : used) {
        if (toleration.has("tolerationSeconds")) {
          long seconds = Math.max(0, toleration.integer("tolerationSeconds", 0));
          Duration limit = Duration.ofSeconds(seconds);
          shortest = shortest == null || limit.compareTo(shortest) < 0 ? limit : shortest;
        }
      }
    }
    return shortest;
  }

  private static boolean tolerates(JsonObject toleration, JsonObject taint) {
    String effect = toleration.string("effect", "");
    String key = toleration.string("key", "");
    if (!effect.isEmpty() && !effect.equals(taint.string("effect"))) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.string("key"))) {
      return false;
    }
    return switch (toleration.string("operator", "Equal")) {
      case "Exists" -> true;
      case "", "Equal" ->
          toleration.string("value", "").equals(taint.string("value", "")) && !key.isEmpty();
      default -> false;
    };
  }
}
