package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import java.util.List;

/** Jobs. Unless told otherwise their selector is made from their uid. */
final class JobStrategy extends StandardStrategy {
  private static final String PREFIX = "batch.kubernetes.io/";

  JobStrategy() {
    super(Traits.NAMESPACED.withStatus().withGeneration());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject out = PodDefaults.template(object, "spec", "template");
    JsonObject spec = spec(out.object("spec"));
    out = out.with("spec", spec);
    JsonObject labels = spec.objectAt("template", "metadata", "labels");
    return out.object("metadata").object("labels").isEmpty() && !labels.isEmpty()
        ? out.withAt(labels, "metadata", "labels")
        : out;
  }

  /** Parallelism and completions stand for each other. */
  static JsonObject spec(JsonObject spec) {
    JsonObject out = spec;
    if (!out.has("completions") && !out.has("parallelism")) {
      out = out.with("completions", 1).with("parallelism", 1);
    }
    if (!out.has("parallelism")) {
      out = out.with("parallelism", 1);
    }
    if (!out.has("backoffLimit")) {
      boolean perIndex = out.has("backoffLimitPerIndex");
      out = out.with("backoffLimit", perIndex ? Integer.MAX_VALUE : 6);
    }
    if (!out.has("podReplacementPolicy")) {
      out =
          out.with(
              "podReplacementPolicy",
              out.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    }
    return out;
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    return withSelector(super.prepareForCreate(object));
  }

  private static JsonObject withSelector(JsonObject job) {
    JsonObject spec = job.object("spec");
    if (spec.bool("manualSelector", false)) {
      return job;
    }
    // What the client has set stays, and is refused where it is not this Job's.
    JsonObject labels = spec.objectAt("template", "metadata", "labels");
    for (String prefix : List.of("", PREFIX)) {
      labels = unlessSet(labels, prefix + "job-name", Meta.name(job));
      labels = unlessSet(labels, prefix + "controller-uid", Meta.uid(job));
    }
    JsonObject out = job.withAt(labels, "spec", "template", "metadata", "labels");
    JsonObject selector = spec.object("selector");
    JsonObject matches =
        unlessSet(selector.object("matchLabels"), PREFIX + "controller-uid", Meta.uid(job));
    return out.withAt(selector.with("matchLabels", matches), "spec", "selector");
  }

  private static JsonObject unlessSet(JsonObject labels, String key, String value) {
    return labels.has(key) ? labels : labels.with(key, value);
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JobRules.generatedSelector(object, errors);
    JobRules.indexedName(object, errors);
    validateSpec(object, errors);
  }

  private static void validateSpec(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    JobRules.spec("spec", spec, errors);
    if (!spec.has("selector")) {
      errors.add(FieldError.required("spec.selector", ""));
      return;
    }
    SelectorRules.validate("spec.selector", spec.object("selector"), errors);
    JsonObject labels = spec.objectAt("template", "metadata", "labels");
    if (!SelectorRules.matches(spec.object("selector"), labels)) {
      errors.add(
          FieldError.invalid(
              "spec.template.metadata.labels",
              labels,
              "`selector` does not match template `labels`"));
    }
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    validateSpec(object, errors);
    JsonObject now = object.object("spec");
    JsonObject before = old.object("spec");
    JobRules.completions(now, before, errors);
    Check.immutable("spec", now, before, "selector", errors);
    template(now, before, old, errors);
    Check.immutable("spec", now, before, "completionMode", errors);
    Check.immutable("spec", now, before, "podFailurePolicy", errors);
    Check.immutable("spec", now, before, "backoffLimitPerIndex", errors);
    Check.immutable("spec", now, before, "managedBy", errors);
    Check.immutable("spec", now, before, "successPolicy", errors);
  }

  /** A job that is suspended and never started may still be told where to run. */
  private static void template(
      JsonObject now, JsonObject before, JsonObject old, List<FieldError> errors) {
    JsonObject template = now.object("template");
    JsonObject was = before.object("template");
    boolean suspended = before.bool("suspend", false) && !old.object("status").has("startTime");
    if (suspended) {
      for (String field : List.of("nodeSelector", "tolerations", "affinity", "schedulingGates")) {
        template = template.withAt(was.object("spec").get(field), "spec", field);
      }
      for (String field : List.of("labels", "annotations")) {
        template = template.withAt(was.object("metadata").get(field), "metadata", field);
      }
    }
    if (!template.equals(was)) {
      errors.add(FieldError.invalid("spec.template", now.get("template"), Check.IMMUTABLE));
    }
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    WorkloadRules.statusCounts(
        object.object("status"), errors, "active", "succeeded", "failed", "ready", "terminating");
  }

  /** batch/v1 keeps its pods unless the client says otherwise; kubectl does. */
  @Override
  public String defaultPropagation() {
    return "Orphan";
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return path.equals("status.successful")
        ? Long.toString(object.object("status").integer("succeeded", 0))
        : super.selectableField(object, path);
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.JOBS;
  }
}
