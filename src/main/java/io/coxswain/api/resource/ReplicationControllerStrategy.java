package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.List;

/** ReplicationControllers. Their selector is a plain map and follows the template by default. */
final class ReplicationControllerStrategy extends StandardStrategy {

  ReplicationControllerStrategy() {
    super(Traits.NAMESPACED.withStatus().withGeneration());
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject out =
        object.object("spec").has("template")
            ? PodDefaults.template(object, "spec", "template")
            : object;
    JsonObject labels = out.objectAt("spec", "template", "metadata", "labels");
    if (labels.isEmpty()) {
      return out;
    }
    if (out.objectAt("spec", "selector").isEmpty()) {
      out = out.withAt(labels, "spec", "selector");
    }
    return out.object("metadata").object("labels").isEmpty()
        ? out.withAt(labels, "metadata", "labels")
        : out;
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    WorkloadRules.notNegative(spec, errors, "minReadySeconds", "replicas");
    JsonObject selector = spec.object("selector");
    if (selector.isEmpty()) {
      errors.add(FieldError.required("spec.selector", ""));
    }
    if (!spec.has("template")) {
      errors.add(FieldError.required("spec.template", ""));
      return;
    }
    JsonObject labels = spec.objectAt("template", "metadata", "labels");
    WorkloadRules.selectsTemplate(JsonObject.of("matchLabels", selector), labels, errors);
    PodRules.template("spec.template", spec.object("template"), errors);
    WorkloadRules.alwaysRestarts(spec, "ReplicationController", errors);
  }

  @Override
  void validateStatus(JsonObject object, JsonObject old, List<FieldError> errors) {
    ReplicaSetStrategy.counts(object.object("status"), errors);
  }

  @Override
  public String defaultPropagation() {
    return "Orphan";
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return path.equals("status.replicas")
        ? Long.toString(object.object("status").integer("replicas", 0))
        : super.selectableField(object, path);
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.REPLICATION_CONTROLLERS;
  }
}
