package io.coxswain.controller;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;

/** What controllers ask of pods. */
public final class Pods {
  private Pods() {}

  public static String phase(JsonObject pod) {
    return pod.object("status").string("phase", "Pending");
  }

  public static String nodeName(JsonObject pod) {
    return pod.object("spec").string("nodeName", "");
  }

  /** Succeeded or Failed: its containers will never run again. */
  public static boolean isTerminal(JsonObject pod) {
    String phase = phase(pod);
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** Neither over nor on its way out. */
  public static boolean isActive(JsonObject pod) {
    return !isTerminal(pod) && !Meta.isDeleting(pod);
  }

  /** On its way out, but not over. */
  public static boolean isTerminating(JsonObject pod) {
    return Meta.isDeleting(pod) && !isTerminal(pod);
  }

  public static boolean isReady(JsonObject pod) {
    return Conditions.isTrue(pod, "Ready");
  }

  /** When it became ready; {@code null} while it is not. */
  public static Instant readySince(JsonObject pod) {
    return isReady(pod)
        ? Conditions.find(pod, "Ready")
            .map(c -> Time.parse(c.string("lastTransitionTime")))
            .orElse(null)
        : null;
  }

  /** How long until it counts as available; zero if it does, {@code null} while it is not ready. */
  public static Duration untilAvailable(JsonObject pod, int minReadySeconds, Instant now) {
    if (!isReady(pod)) {
      return null;
    }
    Instant since = readySince(pod);
    if (minReadySeconds == 0) {
      return Duration.ZERO;
    }
    if (since == null) {
      return null;
    }
    Duration left = Duration.between(now, since.plusSeconds(minReadySeconds));
    return left.isNegative() ? Duration.ZERO : left;
  }

  public static boolean isAvailable(JsonObject pod, int minReadySeconds, Instant now) {
    Duration left = untilAvailable(pod, minReadySeconds, now);
    return left != null && left.isZero();
  }

  /** A pod of the template, owned by {@code owner}; {@code prefix} is its generateName. */
  public static JsonObject fromTemplate(JsonObject template, JsonObject owner, String prefix) {
    JsonObject meta = template.object("metadata");
    return JsonObject.builder()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put(
            "metadata",
            JsonObject.builder()
                .put("generateName", prefix)
                .put("namespace", Meta.namespace(owner))
                .put("labels", meta.get("labels"))
                .put("annotations", meta.get("annotations"))
                .put("finalizers", meta.get("finalizers"))
                .put(
                    "ownerReferences",
                    io.coxswain.json.JsonArray.of(Meta.controllerReference(owner)))
                .build())
        .put("spec", template.get("spec"))
        .build();
  }
}
