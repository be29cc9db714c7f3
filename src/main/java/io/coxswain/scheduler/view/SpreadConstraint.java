package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.LabelSelector.Op;
import io.coxswain.kube.LabelSelector.Requirement;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A topology spread constraint of a pod. */
public record SpreadConstraint(
    String topologyKey,
    int maxSkew,
    int minDomains,
    boolean hard,
    LabelSelector selector,
    boolean honorAffinity,
    boolean honorTaints) {

  static SpreadConstraint of(JsonObject pod, JsonObject constraint) {
    LabelSelector selector =
        LabelSelector.ofObject(constraint.get("labelSelector") instanceof JsonObject s ? s : null);
    List<Requirement> keys = new ArrayList<>();
    Map<String, String> labels = Meta.labels(pod);
    for (String key : constraint.strings("matchLabelKeys")) {
      if (labels.containsKey(key)) {
        keys.add(new Requirement(key, Op.IN, Set.of(labels.get(key))));
      }
    }
    if (!keys.isEmpty()) {
      keys.addAll(selector.requirements());
      selector = LabelSelector.of(keys);
    }
    return new SpreadConstraint(
        constraint.string("topologyKey", ""),
        (int) constraint.integer("maxSkew", 1),
        (int) constraint.integer("minDomains", 1),
        !"ScheduleAnyway".equals(constraint.string("whenUnsatisfiable")),
        selector,
        !"Ignore".equals(constraint.string("nodeAffinityPolicy", "Honor")),
        "Honor".equals(constraint.string("nodeTaintsPolicy", "Ignore")));
  }
}
