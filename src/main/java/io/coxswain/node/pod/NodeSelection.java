package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import java.util.List;
import java.util.Map;

/** Whether a pod may be on a node by its selectors, affinity and tolerations. Pure. */
final class NodeSelection {
  private NodeSelection() {}

  /** The node selector, and any of the terms of a required node affinity. */
  static boolean accepts(JsonObject spec, JsonObject node) {
    Map<String, String> labels = Meta.labels(node);
    for (Map.Entry<String, String> wanted : spec.object("nodeSelector").stringMap().entrySet()) {
      if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
        return false;
      }
    }
    JsonObject affinity = spec.object("affinity").object("nodeAffinity");
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    return !affinity.has(required)
        || affinity.object(required).objects("nodeSelectorTerms").stream()
            .anyMatch(term -> matches(term, labels, Meta.name(node)));
  }

  /** An empty term matches nothing, and so does one that cannot be understood. */
  private static boolean matches(JsonObject term, Map<String, String> labels, String name) {
    try {
      List<JsonObject> expressions = term.objects("matchExpressions");
      List<JsonObject> fields = term.objects("matchFields");
      return !(expressions.isEmpty() && fields.isEmpty())
          && all(expressions, labels)
          && all(fields, Map.of("metadata.name", name));
    } catch (ApiException e) {
      return false;
    }
  }

  private static boolean all(List<JsonObject> expressions, Map<String, String> labels) {
    return LabelSelector.of(expressions.stream().map(LabelSelector::ofExpression).toList())
        .matches(labels);
  }

  /** Empty strings of a toleration match everything. */
  static boolean tolerates(JsonObject toleration, JsonObject taint) {
    String effect = toleration.string("effect", "");
    String key = toleration.string("key", "");
    if (!effect.isEmpty() && !effect.equals(taint.string("effect", ""))
        || !key.isEmpty() && !key.equals(taint.string("key", ""))) {
      return false;
    }
    String operator = toleration.string("operator", "");
    return operator.equals("Exists")
        || (operator.isEmpty() || operator.equals("Equal"))
            && toleration.string("value", "").equals(taint.string("value", ""));
  }
}
