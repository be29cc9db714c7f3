package io.coxswain.controller.daemonset;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which nodes a DaemonSet's pods belong on, and how a pod is tied to its node. */
final class NodeFit {
  private static final List<String> ALWAYS_TOLERATED_NO_EXECUTE =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
  private static final List<String> ALWAYS_TOLERATED_NO_SCHEDULE =
      List.of(
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/pid-pressure",
          "node.kubernetes.io/unschedulable");

  private NodeFit() {}

  /**
   * @param run whether a pod should be made there
   * @param keep whether one that is there may stay
   */
  record Verdict(boolean run, boolean keep) {}

  static Verdict of(JsonObject set, JsonObject node) {
    JsonObject spec = podSpec(set.object("spec").object("template"));
    String name = spec.string("nodeName", "");
    if ((!name.isEmpty() && !name.equals(Meta.name(node))) || !isSelected(spec, node)) {
      return new Verdict(false, false);
    }
    List<JsonObject> tolerations = spec.objects("tolerations");
    List<JsonObject> taints = node.object("spec").objects("taints");
    boolean run =
        taints.stream()
            .filter(taint -> !"PreferNoSchedule".equals(taint.string("effect")))
            .allMatch(taint -> isTolerated(tolerations, taint));
    boolean keep =
        taints.stream()
            .filter(taint -> "NoExecute".equals(taint.string("effect")))
            .allMatch(taint -> isTolerated(tolerations, taint));
    return new Verdict(run, keep);
  }

  private static boolean isSelected(JsonObject spec, JsonObject node) {
    Map<String, String> labels = Meta.labels(node);
    if (!LabelSelector.ofMap(spec.object("nodeSelector").stringMap()).matches(labels)) {
      return false;
    }
    JsonObject required =
        spec.objectAt("affinity", "nodeAffinity")
            .object("requiredDuringSchedulingIgnoredDuringExecution");
    return required.isEmpty()
        || required.objects("nodeSelectorTerms").stream()
            .anyMatch(term -> isTermMatched(term, node, labels));
  }

  private static boolean isTermMatched(
      JsonObject term, JsonObject node, Map<String, String> labels) {
    List<JsonObject> expressions = term.objects("matchExpressions");
    List<JsonObject> fields = term.objects("matchFields");
    if (expressions.isEmpty() && fields.isEmpty()) {
      return false;
    }
    Map<String, String> names = new HashMap<>();
    names.put("metadata.name", Meta.name(node));
    return selector(expressions).matches(labels) && selector(fields).matches(names);
  }

  private static LabelSelector selector(List<JsonObject> expressions) {
    return LabelSelector.of(expressions.stream().map(LabelSelector::ofExpression).toList());
  }

  private static boolean isTolerated(List<JsonObject> tolerations, JsonObject taint) {
    return tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
  }

  private static boolean tolerates(JsonObject toleration, JsonObject taint) {
    String key = toleration.string("key", "");
    String effect = toleration.string("effect", "");
    boolean named = key.isEmpty() || key.equals(taint.string("key"));
    boolean affects = effect.isEmpty() || effect.equals(taint.string("effect"));
    boolean exists = "Exists".equals(toleration.string("operator"));
    boolean equal =
        !key.isEmpty() && toleration.string("value", "").equals(taint.string("value", ""));
    return named && affects && (exists || equal);
  }

  /** The pod spec with the tolerations every daemon pod has. */
  private static JsonObject podSpec(JsonObject template) {
    JsonObject spec = template.object("spec");
    JsonArray tolerations = spec.array("tolerations");
    for (String key : ALWAYS_TOLERATED_NO_EXECUTE) {
      tolerations = with(tolerations, key, "NoExecute");
    }
    for (String key : ALWAYS_TOLERATED_NO_SCHEDULE) {
      tolerations = with(tolerations, key, "NoSchedule");
    }
    if (spec.bool("hostNetwork", false)) {
      tolerations = with(tolerations, "node.kubernetes.io/network-unavailable", "NoSchedule");
    }
    return spec.with("tolerations", tolerations);
  }

  private static JsonArray with(JsonArray tolerations, String key, String effect) {
    JsonObject toleration =
        JsonObject.builder()
            .put("key", key)
            .put("operator", "Exists")
            .put("effect", effect)
            .build();
    return tolerations.objects().contains(toleration) ? tolerations : tolerations.with(toleration);
  }

  /**
   * The template for the pod of one node: the scheduler binds it, but may choose that node only.
   */
  static JsonObject tied(JsonObject template, String node) {
    JsonObject spec = podSpec(template);
    JsonObject field =
        JsonObject.builder()
            .put("key", "metadata.name")
            .put("operator", "In")
            .put("values", JsonArray.ofStrings(node))
            .build();
    JsonObject affinity = spec.object("affinity");
    JsonObject nodeAffinity = affinity.object("nodeAffinity");
    List<JsonObject> terms =
        nodeAffinity
            .object("requiredDuringSchedulingIgnoredDuringExecution")
            .objects("nodeSelectorTerms");
    List<JsonObject> tied = new ArrayList<>();
    for (JsonObject term : terms.isEmpty() ? List.of(JsonObject.EMPTY) : terms) {
      tied.add(term.with("matchFields", JsonArray.of(field)));
    }
    nodeAffinity =
        nodeAffinity.with(
            "requiredDuringSchedulingIgnoredDuringExecution",
            JsonObject.of("nodeSelectorTerms", JsonArray.of(tied)));
    return template.with(
        "spec", spec.with("affinity", affinity.with("nodeAffinity", nodeAffinity)));
  }

  /** The node a pod is on or tied to; empty without. */
  static String nodeOf(JsonObject pod) {
    String bound = pod.object("spec").string("nodeName", "");
    if (!bound.isEmpty()) {
      return bound;
    }
    return pod
        .objectAt(
            "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
        .objects("nodeSelectorTerms")
        .stream()
        .flatMap(term -> term.objects("matchFields").stream())
        .filter(field -> "metadata.name".equals(field.string("key")))
        .flatMap(field -> field.strings("values").stream())
        .findFirst()
        .orElse("");
  }
}
