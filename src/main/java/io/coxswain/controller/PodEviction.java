package io.coxswain.controller;

import io.coxswain.client.KubeClient;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import java.time.Instant;

/** Ends pods for reasons that are not their own, and says so in their status first. */
public final class PodEviction {
  private PodEviction() {}

  /**
   * Marks the pod with the DisruptionTarget condition; one that is gone is left alone.
   *
   * @param failed whether it also becomes Failed (nobody is left to report its end)
   */
  public static void mark(
      KubeClient client,
      JsonObject pod,
      String reason,
      String message,
      boolean failed,
      Instant now) {
    JsonObject condition =
        JsonObject.builder()
            .put("type", "DisruptionTarget")
            .put("status", "True")
            .put("reason", reason)
            .put("message", message)
            .build();
    JsonObject status = pod.object("status");
    JsonObject next =
        status.with("conditions", Conditions.set(status.array("conditions"), condition, now));
    if (failed && !Pods.isTerminal(pod)) {
      next = next.with("phase", Json.of("Failed"));
    }
    if (!next.equals(status)) {
      try {
        // A patch, because that is all the pod garbage collector's role allows.
        client.patch(
            Resources.PODS,
            Meta.namespace(pod),
            Meta.name(pod),
            "status",
            PatchType.MERGE,
            patch(pod, next));
      } catch (ApiException e) {
        if (!e.is(Reason.NOT_FOUND)) {
          throw e;
        }
      }
    }
  }

  private static JsonObject patch(JsonObject pod, JsonObject status) {
    JsonObject metadata =
        JsonObject.builder()
            .put("uid", Meta.uid(pod))
            .put("resourceVersion", Meta.resourceVersion(pod))
            .build();
    JsonObject changed =
        JsonObject.builder()
            .put("conditions", status.get("conditions"))
            .put("phase", status.get("phase"))
            .build();
    return JsonObject.builder().put("metadata", metadata).put("status", changed).build();
  }

  /**
   * Deletes this very pod.
   *
   * @param force without grace period: nobody is there to wait for
   */
  public static void delete(KubeClient client, JsonObject pod, boolean force) {
    JsonObject options =
        JsonObject.builder()
            .put("preconditions", JsonObject.of("uid", Meta.uid(pod)))
            .put("gracePeriodSeconds", force ? Json.of(0) : null)
            .build();
    try {
      client.delete(Resources.PODS, Meta.namespace(pod), Meta.name(pod), options);
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }
}
