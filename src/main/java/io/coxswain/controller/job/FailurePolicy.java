package io.coxswain.controller.job;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/** The rules of {@code spec.podFailurePolicy}: the first that matches a failed pod decides. */
final class FailurePolicy {
  private static final Match COUNTED = new Match("Count", "");

  /**
   * @param action Count, Ignore, FailIndex or FailJob
   * @param message why, for the Job's condition
   */
  record Match(String action, String message) {}

  private FailurePolicy() {}

  static Match of(JsonObject job, JsonObject pod) {
    List<JsonObject> rules = job.object("spec").object("podFailurePolicy").objects("rules");
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.get(i);
      String action = rule.string("action", "Count");
      String why =
          rule.has("onExitCodes")
              ? exitCode(rule.object("onExitCodes"), pod, action, i)
              : condition(rule.objects("onPodConditions"), pod, action, i);
      if (why != null) {
        return new Match(action, why);
      }
    }
    return COUNTED;
  }

  private static String exitCode(JsonObject wanted, JsonObject pod, String action, int rule) {
    List<JsonObject> statuses =
        new ArrayList<>(pod.object("status").objects("initContainerStatuses"));
    statuses.addAll(pod.object("status").objects("containerStatuses"));
    String container = wanted.string("containerName");
    List<Long> values = new ArrayList<>();
    for (Json value : wanted.array("values").items()) {
      values.add(value instanceof JsonNumber n ? n.longValue() : -1L);
    }
    boolean in = "In".equals(wanted.string("operator"));
    for (JsonObject status : statuses) {
      JsonObject terminated = status.objectAt("state", "terminated");
      long code = terminated.integer("exitCode", 0);
      boolean considered = container == null || container.equals(status.string("name"));
      if (considered && code != 0 && values.contains(code) == in) {
        return "Container %s for pod %s failed with exit code %d matching %s rule at index %d"
            .formatted(status.string("name"), ObjectKey.of(pod), code, action, rule);
      }
    }
    return null;
  }

  private static String condition(
      List<JsonObject> wanted, JsonObject pod, String action, int rule) {
    for (JsonObject pattern : wanted) {
      for (JsonObject condition : pod.object("status").objects("conditions")) {
        if (pattern.string("type", "").equals(condition.string("type"))
            && pattern.string("status", "True").equals(condition.string("status"))) {
          return "Pod %s has condition %s matching %s rule at index %d"
              .formatted(ObjectKey.of(pod), condition.string("type"), action, rule);
        }
      }
    }
    return null;
  }
}
