package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Names;
import java.util.List;

/** Rules of a Job's spec (pkg/apis/batch/validation). */
final class JobRules {
  private static final int MOST_PARALLEL = 100_000;
  private static final int MOST_FAILED = 100_000;
  private static final int HIGH_COMPLETIONS = 100_000;
  private static final int MOST_FOR_HIGH_COMPLETIONS = 10_000;
  private static final int LONGEST_MANAGER = 63;
  private static final List<String> MODES = List.of("NonIndexed", "Indexed");

  private JobRules() {}

  /** What holds for a Job and for a CronJob's template. */
  static void spec(String path, JsonObject spec, List<FieldError> errors) {
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes")) {
      Check.notNegative(path + "." + field, spec.get(field), errors);
    }
    if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
      errors.add(
          FieldError.required(
              path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified"));
    }
    manager(path + ".managedBy", spec.string("managedBy"), errors);
    completionMode(path, spec, errors);
    if (spec.has("podFailurePolicy")) {
      JobPolicyRules.failure(path + ".podFailurePolicy", spec, errors);
    }
    if (spec.has("successPolicy")) {
      String at = path + ".successPolicy";
      if (isIndexed(spec)) {
        JobPolicyRules.success(at, spec, errors);
      } else {
        errors.add(
            FieldError.invalid(at, spec.get("successPolicy"), "requires indexed completion mode"));
      }
    }
    if (spec.has("podReplacementPolicy")) {
      Check.oneOf(
          path + ".podReplacementPolicy",
          spec.string("podReplacementPolicy"),
          spec.has("podFailurePolicy")
              ? List.of("Failed")
              : List.of("Failed", "TerminatingOrFailed"),
          errors);
    }
    PodRules.template(path + ".template", spec.object("template"), errors);
    restartPolicy(path + ".template.spec.restartPolicy", spec, errors);
  }

  private static void manager(String path, String name, List<FieldError> errors) {
    if (name == null) {
      return;
    }
    int slash = name.indexOf('/');
    if (name.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else if (slash <= 0 || slash == name.length() - 1) {
      errors.add(
          FieldError.invalid(
              path, name, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
    } else {
      Check.invalid(
          path, name.substring(0, slash), Names.dnsSubdomain(name.substring(0, slash)), errors);
    }
    if (name.length() > LONGEST_MANAGER) {
      errors.add(FieldError.tooLong(path, LONGEST_MANAGER));
    }
  }

  private static boolean isIndexed(JsonObject spec) {
    return "Indexed".equals(spec.string("completionMode"));
  }

  private static void completionMode(String path, JsonObject spec, List<FieldError> errors) {
    if (spec.has("completionMode")) {
      Check.oneOf(path + ".completionMode", spec.string("completionMode"), MODES, errors);
    }
    if (isIndexed(spec)) {
      indexed(path, spec, errors);
    } else if (!spec.has("completionMode") || "NonIndexed".equals(spec.string("completionMode"))) {
      for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        if (spec.has(field)) {
          errors.add(
              FieldError.invalid(
                  path + "." + field, spec.get(field), "requires indexed completion mode"));
        }
      }
    }
  }

  private static void indexed(String path, JsonObject spec, List<FieldError> errors) {
    Json completions = spec.get("completions");
    Json failed = spec.get("maxFailedIndexes");
    if (completions == null) {
      errors.add(FieldError.required(path + ".completions", "when completion mode is Indexed"));
    }
    atMost(
        path + ".parallelism",
        spec.get("parallelism"),
        MOST_PARALLEL,
        MOST_PARALLEL + " when completion mode is Indexed",
        errors);
    long all = completions == null ? Long.MAX_VALUE : spec.integer("completions", 0);
    atMost(path + ".maxFailedIndexes", failed, all, "completions", errors);
    atMost(path + ".maxFailedIndexes", failed, MOST_FAILED, "" + MOST_FAILED, errors);
    if (completions == null || all <= HIGH_COMPLETIONS || !spec.has("backoffLimitPerIndex")) {
      return;
    }
    if (failed == null) {
      errors.add(
          FieldError.required(
              path + ".maxFailedIndexes",
              "must be specified when completions is above " + HIGH_COMPLETIONS));
    }
    String limit =
        MOST_FOR_HIGH_COMPLETIONS
            + " when completions are above "
            + HIGH_COMPLETIONS
            + " and used with backoff limit per index";
    atMost(
        path + ".parallelism", spec.get("parallelism"), MOST_FOR_HIGH_COMPLETIONS, limit, errors);
    atMost(path + ".maxFailedIndexes", failed, MOST_FOR_HIGH_COMPLETIONS, limit, errors);
  }

  static void atMost(String path, Json value, long most, String limit, List<FieldError> errors) {
    if (value instanceof JsonNumber n && n.longValue() > most) {
      errors.add(FieldError.invalid(path, n, "must be less than or equal to " + limit));
    }
  }

  /** Always is the default of a pod, and a Job wants to be told. */
  private static void restartPolicy(String path, JsonObject spec, List<FieldError> errors) {
    String policy = spec.objectAt("template", "spec").string("restartPolicy", "");
    switch (policy) {
      case "", "Always" ->
          errors.add(FieldError.required(path, "valid values: \"OnFailure\", \"Never\""));
      case "OnFailure" -> {
        if (spec.has("podFailurePolicy")) {
          errors.add(
              FieldError.invalid(
                  path, policy, "only \"Never\" is supported when podFailurePolicy is specified"));
        }
      }
      case "Never" -> {}
      default -> errors.add(FieldError.notSupported(path, policy, List.of("OnFailure", "Never")));
    }
  }

  /**
   * A selector that was made for the Job, and the labels of its pods, must be its own: they are not
   * where somebody creates a Job anew from what was read of another one.
   */
  static void generatedSelector(JsonObject job, List<FieldError> errors) {
    JsonObject spec = job.object("spec");
    if (spec.bool("manualSelector", false) || !spec.has("selector")) {
      return;
    }
    JsonObject labels = spec.objectAt("template", "metadata", "labels");
    JsonObject expected = JsonObject.EMPTY;
    for (String prefix : List.of("", "batch.kubernetes.io/")) {
      expected = expected.with(prefix + "controller-uid", Meta.uid(job));
      expected = expected.with(prefix + "job-name", Meta.name(job));
    }
    for (String label :
        List.of(
            "controller-uid",
            "job-name",
            "batch.kubernetes.io/controller-uid",
            "batch.kubernetes.io/job-name")) {
      String path = "spec.template.metadata.labels[" + label + "]";
      String must = "must be '" + expected.string(label, "") + "'";
      if (!labels.has(label)) {
        errors.add(FieldError.required(path, must));
      } else if (!expected.string(label, "").equals(labels.string(label))) {
        errors.add(FieldError.invalid(path, labels, must));
      }
    }
    if (!SelectorRules.matches(spec.object("selector"), expected)) {
      errors.add(
          FieldError.invalid(
              "spec.selector", spec.get("selector"), "`selector` not auto-generated"));
    }
  }

  /** The name of the last pod must fit into a label. */
  static void indexedName(JsonObject job, List<FieldError> errors) {
    JsonObject spec = job.object("spec");
    long completions = spec.integer("completions", 0);
    if (!isIndexed(spec) || completions <= 0) {
      return;
    }
    String last = Meta.name(job) + "-" + (completions - 1);
    if (Names.dnsLabel(last) != null) {
      errors.add(
          FieldError.invalid(
              "metadata.name",
              Meta.name(job),
              "will not able to create pod with invalid DNS label: " + last));
    }
  }

  /** Of an indexed Job that is elastic, and of it alone, completions may change. */
  static void completions(JsonObject now, JsonObject before, List<FieldError> errors) {
    Json next = now.get("completions");
    if (!isIndexed(now)) {
      Check.immutable("spec", now, before, "completions", errors);
    } else if (next != null
        && !next.equals(before.get("completions"))
        && !next.equals(now.get("parallelism"))) {
      errors.add(
          FieldError.invalid(
              "spec.completions", next, "can only be modified in tandem with spec.parallelism"));
    }
  }
}
