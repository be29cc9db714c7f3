package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Quantity;
import java.util.ArrayList;
import java.util.List;

/** The Targets cell of autoscalers, such as {@code cpu: 20%/80%}. */
final class AutoscalerTargets {
  private static final String UNKNOWN = "<unknown>";

  private AutoscalerTargets() {}

  static String text(JsonObject autoscaler) {
    JsonObject spec = autoscaler.object("spec");
    List<JsonObject> metrics = spec.objects("metrics");
    if (spec.has("targetCPUUtilizationPercentage")) { // autoscaling/v1
      JsonObject status = autoscaler.object("status");
      Json current = status.get("currentCPUUtilizationPercentage");
      return "cpu: "
          + (current == null ? UNKNOWN : current.text() + "%")
          + "/"
          + spec.get("targetCPUUtilizationPercentage").text()
          + "%";
    }
    if (metrics.isEmpty()) {
      return Cells.NONE;
    }
    List<JsonObject> current = autoscaler.object("status").objects("currentMetrics");
    List<String> out = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      out.add(metric(metrics.get(i), i < current.size() ? current.get(i) : JsonObject.EMPTY));
    }
    return Cells.some(out, 2, ", ", out.size());
  }

  private static String metric(JsonObject metric, JsonObject current) {
    String type = metric.string("type", "");
    String field =
        switch (type) {
          case "External" -> "external";
          case "Pods" -> "pods";
          case "Object" -> "object";
          case "ContainerResource" -> "containerResource";
          default -> "resource";
        };
    JsonObject source = metric.object(field);
    JsonObject target = source.object("target");
    JsonObject now = current.object(field).object("current");
    String prefix =
        field.equals("resource") || field.equals("containerResource")
            ? source.string("name", "") + ": "
            : "";
    if (target.has("averageUtilization")) {
      Json used = now.get("averageUtilization");
      return prefix
          + (used == null ? UNKNOWN : used.text() + "%")
          + "/"
          + target.get("averageUtilization").text()
          + "%";
    }
    boolean average = target.has("averageValue");
    if (!prefix.isEmpty() && !average) {
      return prefix + UNKNOWN + "/<auto>";
    }
    Json used = now.get(average ? "averageValue" : "value");
    Json wanted = target.get(average ? "averageValue" : "value");
    String suffix = average && (field.equals("external") || field.equals("object")) ? " (avg)" : "";
    return prefix
        + (used == null ? UNKNOWN : Quantity.of(used).toString())
        + "/"
        + Quantity.of(wanted)
        + suffix;
  }
}
