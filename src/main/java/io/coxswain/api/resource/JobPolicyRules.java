package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules of when a Job fails and when it has done enough. */
final class JobPolicyRules {
  private static final int MOST_RULES = 20;
  private static final int MOST_CODES = 255;
  private static final int MOST_CONDITIONS = 20;
  private static final int LONGEST_INDEXES = 64 * 1024;
  private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");

  private JobPolicyRules() {}

  /** {@code podFailurePolicy} of a Job's spec. */
  static void failure(String path, JsonObject spec, List<FieldError> errors) {
    List<JsonObject> rules = spec.object("podFailurePolicy").objects("rules");
    tooMany(path + ".rules", rules.size(), MOST_RULES, errors);
    JsonObject pod = spec.objectAt("template", "spec");
    Set<String> containers =
        Stream.of("containers", "initContainers")
            .flatMap(list -> pod.objects(list).stream())
            .map(container -> container.string("name", ""))
            .collect(Collectors.toSet());
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.get(i);
      String at = path + ".rules[" + i + "]";
      boolean codes = rule.has("onExitCodes");
      boolean conditions = !rule.array("onPodConditions").isEmpty();
      action(at + ".action", rule, spec.has("backoffLimitPerIndex"), errors);
      if (codes) {
        exitCodes(at + ".onExitCodes", rule.object("onExitCodes"), containers, errors);
      }
      if (conditions) {
        conditions(at + ".onPodConditions", rule.objects("onPodConditions"), errors);
      }
      if (codes == conditions) {
        errors.add(
            new FieldError(
                "FieldValueInvalid",
                at,
                codes
                    ? "Invalid value: specifying both OnExitCodes and OnPodConditions is not"
                        + " supported"
                    : "Invalid value: specifying one of OnExitCodes and OnPodConditions is"
                        + " required"));
      }
    }
  }

  private static void tooMany(String path, int actual, int most, List<FieldError> errors) {
    if (actual > most) {
      errors.add(FieldError.tooMany(path, actual, most));
    }
  }

  /** One of the words, and required. */
  private static void word(
      String path, String value, List<String> allowed, List<FieldError> errors) {
    if (value.isEmpty()) {
      errors.add(
          FieldError.required(
              path,
              "valid values: "
                  + allowed.stream()
                      .map(each -> "\"" + each + "\"")
                      .collect(Collectors.joining(" ", "[", "]"))));
    } else {
      Check.oneOf(path, value, allowed, errors);
    }
  }

  private static void action(
      String path, JsonObject rule, boolean perIndex, List<FieldError> errors) {
    String action = rule.string("action", "");
    word(path, action, ACTIONS, errors);
    if (action.equals("FailIndex") && !perIndex) {
      errors.add(FieldError.invalid(path, action, "requires the backoffLimitPerIndex to be set"));
    }
  }

  private static void exitCodes(
      String path, JsonObject codes, Set<String> containers, List<FieldError> errors) {
    String operator = codes.string("operator", "");
    word(path + ".operator", operator, OPERATORS, errors);
    String container = codes.string("containerName");
    if (container != null && !containers.contains(container)) {
      errors.add(
          FieldError.invalid(
              path + ".containerName",
              container,
              "must be one of the container or initContainer names in the pod template"));
    }
    String at = path + ".values";
    int size = codes.array("values").size();
    if (size == 0) {
      errors.add(FieldError.invalid(at, codes.array("values"), "at least one value is required"));
    }
    tooMany(at, size, MOST_CODES, errors);
    Set<Long> seen = new HashSet<>();
    boolean ordered = true;
    long last = Long.MIN_VALUE;
    int i = 0;
    for (Json each : codes.array("values")) {
      long value = each instanceof JsonNumber n ? n.longValue() : 0;
      String here = at + "[" + i++ + "]";
      if (operator.equals("In") && value == 0) {
        errors.add(FieldError.invalid(here, value, "must not be 0 for the In operator"));
      }
      if (!seen.add(value)) {
        errors.add(FieldError.duplicate(here, value));
      }
      ordered &= value >= last;
      last = value;
    }
    if (!ordered) {
      errors.add(FieldError.invalid(at, codes.array("values"), "must be ordered"));
    }
  }

  private static void conditions(String path, List<JsonObject> patterns, List<FieldError> errors) {
    tooMany(path, patterns.size(), MOST_CONDITIONS, errors);
    for (int i = 0; i < patterns.size(); i++) {
      String at = path + "[" + i + "]";
      String type = patterns.get(i).string("type", "");
      Check.invalid(at + ".type", type, Names.qualifiedName(type), errors);
      word(at + ".status", patterns.get(i).string("status", ""), STATUSES, errors);
    }
  }

  /** {@code successPolicy} of an indexed Job's spec. */
  static void success(String path, JsonObject spec, List<FieldError> errors) {
    List<JsonObject> rules = spec.object("successPolicy").objects("rules");
    if (rules.isEmpty()) {
      errors.add(
          FieldError.required(
              path + ".rules",
              "at least one rules must be specified when the successPolicy is specified"));
    }
    tooMany(path + ".rules", rules.size(), MOST_RULES, errors);
    long completions = spec.integer("completions", 0);
    for (int i = 0; i < rules.size(); i++) {
      successRule(path + ".rules[" + i + "]", rules.get(i), completions, errors);
    }
  }

  private static void successRule(
      String path, JsonObject rule, long completions, List<FieldError> errors) {
    String indexes = rule.string("succeededIndexes");
    if (indexes == null && !rule.has("succeededCount")) {
      errors.add(
          FieldError.required(
              path, "at least one of succeededCount or succeededIndexes must be specified"));
    }
    long total = 0;
    if (indexes != null) {
      String at = path + ".succeededIndexes";
      if (indexes.length() > LONGEST_INDEXES) {
        errors.add(FieldError.tooLong(at, LONGEST_INDEXES));
      }
      try {
        total = IndexSpans.count(indexes, completions);
      } catch (IllegalArgumentException e) {
        errors.add(
            FieldError.invalid(at, indexes, "error parsing succeededIndexes: " + e.getMessage()));
      }
    }
    String at = path + ".succeededCount";
    Json count = rule.get("succeededCount");
    Check.notNegative(at, count, errors);
    JobRules.atMost(
        at, count, completions, completions + " (the number of specified completions)", errors);
    if (indexes != null) {
      JobRules.atMost(
          at,
          count,
          total,
          total + " (the number of indexes in the specified succeededIndexes field)",
          errors);
    }
  }
}
