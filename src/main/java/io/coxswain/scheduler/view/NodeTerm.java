package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node selector term: requirements on labels and on the node's name; an empty term matches none.
 */
public record NodeTerm(LabelSelector labels, List<Requirement> fields, boolean empty) {

  static NodeTerm of(JsonObject term) {
    List<Requirement> labels = new ArrayList<>();
    for (JsonObject expression : term.objects("matchExpressions")) {
      labels.add(LabelSelector.ofExpression(expression));
    }
    List<Requirement> fields = new ArrayList<>();
    for (JsonObject expression : term.objects("matchFields")) {
      fields.add(LabelSelector.ofExpression(expression));
    }
    return new NodeTerm(LabelSelector.of(labels), fields, labels.isEmpty() && fields.isEmpty());
  }

  public boolean matches(NodeInfo node) {
    return !empty
        && labels.matches(node.labels())
        && (fields.isEmpty()
            || LabelSelector.of(fields).matches(Map.of("metadata.name", node.name())));
  }
}
