package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.FieldError;
import java.util.List;

/** Rules that the workloads of apps and batch share. */
final class WorkloadRules {
  private static final String PERCENT =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or"
          + " '93%', regex used for validation is '[0-9]+%')";

  private WorkloadRules() {}

  /**
   * Selector, template and their agreement.
   *
   * @param empty what is said of an empty selector
   */
  static void selectorAndTemplate(JsonObject spec, String empty, List<FieldError> errors) {
    JsonObject labels = spec.objectAt("template", "metadata", "labels");
    if (!spec.has("selector")) {
      errors.add(FieldError.required("spec.selector", ""));
    } else {
      JsonObject selector = spec.object("selector");
      SelectorRules.validate("spec.selector", selector, errors);
      if (SelectorRules.isEmpty(selector)) {
        errors.add(FieldError.invalid("spec.selector", selector, empty));
      } else {
        selectsTemplate(selector, labels, errors);
      }
    }
    PodRules.template("spec.template", spec.object("template"), errors);
  }

  /**
   * @param selector as of {@code metav1.LabelSelector}
   * @param labels of the template
   */
  static void selectsTemplate(JsonObject selector, JsonObject labels, List<FieldError> errors) {
    if (!SelectorRules.matches(selector, labels)) {
      errors.add(
          FieldError.invalid(
              "spec.template.metadata.labels",
              labels,
              "`selector` does not match template `labels`"));
    }
  }

  /**
   * Pods of long-running workloads are always restarted.
   *
   * @param kind as upstream names it: of a Deployment it is the ReplicaSet
   */
  static void alwaysRestarts(JsonObject spec, String kind, List<FieldError> errors) {
    JsonObject pod = spec.objectAt("template", "spec");
    String policy = pod.string("restartPolicy", "");
    if (!policy.equals("Always")) {
      errors.add(
          FieldError.notSupported("spec.template.spec.restartPolicy", policy, List.of("Always")));
    }
    if (pod.has("activeDeadlineSeconds")) {
      errors.add(
          FieldError.forbidden(
              "spec.template.spec.activeDeadlineSeconds",
              "activeDeadlineSeconds in " + kind + " is not Supported"));
    }
  }

  static void notNegative(JsonObject spec, List<FieldError> errors, String... fields) {
    for (String field : fields) {
      Check.notNegative("spec." + field, spec.get(field), errors);
    }
  }

  /** An absolute number or a percentage. */
  static void numberOrPercent(String path, Json value, List<FieldError> errors) {
    switch (value) {
      case JsonString s -> {
        if (percent(s) < 0) {
          errors.add(FieldError.invalid(path, s, PERCENT));
        }
      }
      case JsonNumber n -> Check.notNegative(path, n, errors);
      case null, default -> {}
    }
  }

  static void atMostAll(String path, Json value, List<FieldError> errors) {
    if (value instanceof JsonString s && percent(s) > 100) {
      errors.add(FieldError.invalid(path, s, "must not be greater than 100%"));
    }
  }

  static boolean isZero(Json value) {
    return switch (value) {
      case JsonString s -> percent(s) == 0;
      case JsonNumber n -> n.longValue() == 0;
      case null, default -> true;
    };
  }

  private static int percent(JsonString text) {
    String digits =
        text.value().endsWith("%") ? text.value().substring(0, text.value().length() - 1) : "";
    if (digits.isEmpty()
        || digits.length() > 9
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Integer.parseInt(digits);
  }

  /** {@code maxUnavailable} and {@code maxSurge} of a rolling update. */
  static void rollingUpdate(String path, JsonObject rolling, List<FieldError> errors) {
    Json unavailable = rolling.get("maxUnavailable");
    Json surge = rolling.get("maxSurge");
    numberOrPercent(path + ".maxUnavailable", unavailable, errors);
    numberOrPercent(path + ".maxSurge", surge, errors);
    if (isZero(unavailable) && isZero(surge)) {
      errors.add(
          FieldError.invalid(
              path + ".maxUnavailable",
              unavailable == null ? Json.of(0) : unavailable,
              "may not be 0 when `maxSurge` is 0"));
    }
    atMostAll(path + ".maxUnavailable", unavailable, errors);
  }

  static void statusCounts(JsonObject status, List<FieldError> errors, String... fields) {
    for (String field : fields) {
      Check.notNegative("status." + field, status.get(field), errors);
    }
  }

  /**
   * Of all replicas there are no more ready ones, and of these no more available ones.
   *
   * @param ready what the ready ones are called in the words about it
   */
  static void withinReplicas(
      JsonObject status, String ready, List<FieldError> errors, String... fields) {
    for (String field : fields) {
      if (status.integer(field, 0) > status.integer("replicas", 0)) {
        errors.add(
            FieldError.invalid(
                "status." + field, status.get(field), "cannot be greater than status.replicas"));
      }
    }
    if (status.integer("availableReplicas", 0) > status.integer("readyReplicas", 0)) {
      errors.add(
          FieldError.invalid(
              "status.availableReplicas",
              status.get("availableReplicas"),
              "cannot be greater than " + ready));
    }
  }

  /** How often a name was taken is never forgotten. */
  static void collisions(JsonObject now, JsonObject old, List<FieldError> errors) {
    long count = now.object("status").integer("collisionCount", 0);
    if (count < old.object("status").integer("collisionCount", 0)) {
      errors.add(FieldError.invalid("status.collisionCount", count, "cannot be decremented"));
    }
  }

  /** An update strategy as upstream shows a wrong one: in Go's names, which have no JSON ones. */
  static JsonObject shown(JsonObject strategy) {
    Json rolling = strategy.get("rollingUpdate");
    return JsonObject.of("Type", strategy.string("type", "")).toBuilder()
        .put("RollingUpdate", rolling == null ? JsonNull.NULL : rolling)
        .build();
  }
}
