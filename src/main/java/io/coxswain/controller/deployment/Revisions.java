package io.coxswain.controller.deployment;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The revision numbers that {@code kubectl rollout history} and {@code undo} go by. */
final class Revisions {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HISTORY = "deployment.kubernetes.io/revision-history";
  private static final int MAX_HISTORY_CHARACTERS = 2000;
  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          HISTORY,
          Rollout.DESIRED,
          Rollout.MAX,
          "deprecated.deployment.rollback.to");

  private Revisions() {}

  static long of(JsonObject object) {
    String text = Meta.annotation(object, REVISION);
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  static long next(List<JsonObject> oldSets) {
    return oldSets.stream().mapToLong(Revisions::of).max().orElse(0) + 1;
  }

  /** The newest set with the deployment's annotations and its revision. */
  static JsonObject annotated(JsonObject deployment, JsonObject set, long revision) {
    JsonObject out = set;
    for (Map.Entry<String, String> entry : Meta.annotations(deployment).entrySet()) {
      if (!NOT_COPIED.contains(entry.getKey())) {
        out = Meta.withAnnotation(out, entry.getKey(), entry.getValue());
      }
    }
    long old = of(set);
    if (old >= revision) {
      return out;
    }
    out = Meta.withAnnotation(out, REVISION, Long.toString(revision));
    return old == 0 ? out : Meta.withAnnotation(out, HISTORY, history(set, old));
  }

  private static String history(JsonObject set, long old) {
    String before = Meta.annotation(set, HISTORY);
    List<String> all = new ArrayList<>();
    if (before != null && !before.isEmpty()) {
      all.addAll(List.of(before.split(",")));
    }
    all.add(Long.toString(old));
    while (all.size() > 1 && String.join(",", all).length() > MAX_HISTORY_CHARACTERS) {
      all.removeFirst();
    }
    return String.join(",", all);
  }

  static JsonObject sized(JsonObject deployment, JsonObject set) {
    JsonObject out =
        Meta.withAnnotation(set, Rollout.DESIRED, Integer.toString(Rollout.replicas(deployment)));
    return Meta.withAnnotation(out, Rollout.MAX, Integer.toString(Rollout.maxReplicas(deployment)));
  }

  static boolean isSized(JsonObject deployment, JsonObject set) {
    return sized(deployment, set).equals(set);
  }
}
