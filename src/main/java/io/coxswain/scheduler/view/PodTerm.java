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
import java.util.function.Function;

/**
 * An affinity term towards pods: which pods, in which namespaces, within which topology.
 *
 * @param namespaceSelector {@code null} where the term has none
 */
public record PodTerm(
    LabelSelector selector,
    Set<String> namespaces,
    LabelSelector namespaceSelector,
    String topologyKey,
    int weight) {

  /** Namespaces default to the pod's own; (mis)matchLabelKeys are folded into the selector. */
  static PodTerm of(JsonObject pod, JsonObject term, int weight) {
    JsonObject selector = term.get("labelSelector") instanceof JsonObject s ? s : null;
    Set<String> namespaces = Set.copyOf(term.strings("namespaces"));
    LabelSelector namespaceSelector =
        term.get("namespaceSelector") instanceof JsonObject s ? LabelSelector.ofObject(s) : null;
    if (namespaces.isEmpty() && namespaceSelector == null) {
      namespaces = Set.of(Meta.namespace(pod));
    }
    return new PodTerm(
        withKeys(LabelSelector.ofObject(selector), pod, term),
        namespaces,
        namespaceSelector,
        term.string("topologyKey", ""),
        weight);
  }

  private static LabelSelector withKeys(LabelSelector selector, JsonObject pod, JsonObject term) {
    List<Requirement> more = new ArrayList<>();
    Map<String, String> labels = Meta.labels(pod);
    for (String key : term.strings("matchLabelKeys")) {
      if (labels.containsKey(key)) {
        more.add(new Requirement(key, Op.IN, Set.of(labels.get(key))));
      }
    }
    for (String key : term.strings("mismatchLabelKeys")) {
      if (labels.containsKey(key)) {
        more.add(new Requirement(key, Op.NOT_IN, Set.of(labels.get(key))));
      }
    }
    if (more.isEmpty()) {
      return selector;
    }
    more.addAll(selector.requirements());
    return LabelSelector.of(more);
  }

  /**
   * @param namespaceLabels the labels of a namespace by its name
   */
  public boolean matches(PodInfo pod, Function<String, Map<String, String>> namespaceLabels) {
    boolean there =
        namespaces.contains(pod.namespace())
            || (namespaceSelector != null
                && namespaceSelector.matches(namespaceLabels.apply(pod.namespace())));
    return there && selector.matches(pod.labels());
  }
}
