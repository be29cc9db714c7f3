package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNumber;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;

/**
 * HorizontalPodAutoscalers: autoscaling/v2 is stored; v1 shows the CPU target as a field and the
 * rest as annotations.
 */
final class AutoscalerStrategy extends StandardStrategy {
  private static final String V1 = "autoscaling/v1";
  private static final String V2 = "autoscaling/v2";
  private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";
  private static final String CURRENT = "autoscaling.alpha.kubernetes.io/current-metrics";
  private static final String CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";
  private static final String BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";

  AutoscalerStrategy() {
    super(Traits.NAMESPACED.withStatus());
  }

  @Override
  public JsonObject convert(JsonObject object, String apiVersion) {
    String from = object.string("apiVersion", V2);
    if (from.equals(apiVersion)) {
      return object;
    }
    return (apiVersion.equals(V1) ? toV1(object) : toV2(object)).with("apiVersion", apiVersion);
  }

  private static JsonObject cpu(Json percent) {
    return JsonObject.builder()
        .put("type", "Resource")
        .put(
            "resource",
            JsonObject.builder()
                .put("name", "cpu")
                .put(
                    "target",
                    JsonObject.builder()
                        .put("type", "Utilization")
                        .put("averageUtilization", percent)
                        .build())
                .build())
        .build();
  }

  private static boolean isCpuTarget(JsonObject metric) {
    JsonObject resource = metric.object("resource");
    return metric.string("type", "").equals("Resource")
        && resource.string("name", "").equals("cpu")
        && (resource.object("target").has("averageUtilization")
            || resource.object("current").has("averageUtilization"));
  }

  private static JsonObject toV1(JsonObject object) {
    JsonObject spec = object.object("spec");
    JsonObject status = object.object("status");
    JsonObject out = object;
    Json target = null;
    List<Json> others = new ArrayList<>();
    for (JsonObject metric : spec.objects("metrics")) {
      if (target == null && isCpuTarget(metric)) {
        target = metric.objectAt("resource", "target").get("averageUtilization");
      } else {
        others.add(metric);
      }
    }
    Json current = null;
    for (JsonObject metric : status.objects("currentMetrics")) {
      if (current == null && isCpuTarget(metric)) {
        current = metric.objectAt("resource", "current").get("averageUtilization");
      }
    }
    out = annotated(out, METRICS, others.isEmpty() ? null : JsonArray.of(others));
    out = annotated(out, CURRENT, status.get("currentMetrics"));
    out = annotated(out, CONDITIONS, status.get("conditions"));
    out = annotated(out, BEHAVIOR, spec.get("behavior"));
    out =
        out.with(
            "spec",
            spec.without("metrics", "behavior").with("targetCPUUtilizationPercentage", target));
    return status.isEmpty()
        ? out
        : out.with(
            "status",
            status
                .without("currentMetrics", "conditions")
                .with("currentCPUUtilizationPercentage", current));
  }

  private static JsonObject annotated(JsonObject object, String key, Json value) {
    boolean empty = value == null || value instanceof JsonArray a && a.isEmpty();
    return empty ? object : Meta.withAnnotation(object, key, value.text());
  }

  private static JsonObject toV2(JsonObject object) {
    JsonObject spec = object.object("spec");
    List<Json> metrics = new ArrayList<>();
    if (spec.has("targetCPUUtilizationPercentage")) {
      metrics.add(cpu(spec.get("targetCPUUtilizationPercentage")));
    }
    if (read(object, METRICS) instanceof JsonArray more) {
      metrics.addAll(more.items());
    }
    spec =
        spec.without("targetCPUUtilizationPercentage")
            .with("metrics", metrics.isEmpty() ? null : JsonArray.of(metrics))
            .with("behavior", read(object, BEHAVIOR));
    JsonObject out = object.with("spec", spec);
    if (out.has("status")) {
      JsonObject status =
          out.object("status")
              .without("currentCPUUtilizationPercentage")
              .with("currentMetrics", read(object, CURRENT))
              .with("conditions", read(object, CONDITIONS));
      out = out.with("status", status);
    }
    JsonObject annotations =
        Meta.of(out).object("annotations").without(METRICS, CURRENT, CONDITIONS, BEHAVIOR);
    return Meta.of(out).has("annotations")
        ? Meta.with(out, "annotations", annotations.isEmpty() ? null : annotations)
        : out;
  }

  private static Json read(JsonObject object, String annotation) {
    String text = Meta.annotation(object, annotation);
    try {
      return text == null ? null : JsonParser.parse(text);
    } catch (io.coxswain.json.JsonException e) {
      return null; // as upstream: a broken annotation is as none
    }
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    JsonObject spec = object.object("spec");
    long minimum = spec.integer("minReplicas", 1);
    long maximum = spec.integer("maxReplicas", 0);
    if (spec.get("minReplicas") instanceof JsonNumber n && n.longValue() < 1) {
      errors.add(FieldError.invalid("spec.minReplicas", n, "must be greater than or equal to 1"));
    }
    if (maximum < 1) {
      errors.add(FieldError.invalid("spec.maxReplicas", maximum, "must be greater than 0"));
    }
    if (maximum < minimum) {
      errors.add(
          FieldError.invalid(
              "spec.maxReplicas", maximum, "must be greater than or equal to `minReplicas`"));
    }
    for (String field : List.of("kind", "name")) {
      Check.required(
          "spec.scaleTargetRef." + field, spec.object("scaleTargetRef").string(field), errors);
    }
  }

  @Override
  public Columns columns() {
    return WorkloadColumns.AUTOSCALERS;
  }
}
