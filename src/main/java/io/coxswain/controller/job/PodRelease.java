package io.coxswain.controller.job;

import io.coxswain.client.KubeClient;
import io.coxswain.client.PatchType;
import io.coxswain.controller.Resources;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes the tracking finalizer off pods, and remembers it until the informer knows. */
final class PodRelease {
  private final KubeClient client;
  private final Set<String> released = ConcurrentHashMap.newKeySet();

  PodRelease(KubeClient client) {
    this.client = client;
  }

  /** Uids of pods that the informer still shows with the finalizer. */
  Set<String> released() {
    return released;
  }

  /** The informer shows the pod without the finalizer, or no more. */
  void seen(String uid) {
    released.remove(uid);
  }

  /** Whether the pod is free now; {@code false} if it must be tried again. */
  boolean release(JsonObject pod) {
    String uid = Meta.uid(pod);
    if (!released.add(uid)) {
      return true;
    }
    List<String> left = new ArrayList<>(Meta.finalizers(pod));
    left.remove(JobPods.FINALIZER);
    JsonObject metadata =
        JsonObject.builder()
            .put("uid", uid)
            .put("resourceVersion", Meta.resourceVersion(pod))
            .put("finalizers", JsonArray.ofStrings(left))
            .build();
    try {
      client.patch(
          Resources.PODS,
          Meta.namespace(pod),
          Meta.name(pod),
          null,
          PatchType.MERGE,
          JsonObject.of("metadata", metadata));
      return true;
    } catch (ApiException e) {
      released.remove(uid);
      if (e.is(Reason.NOT_FOUND)) {
        return true;
      }
      if (e.is(Reason.CONFLICT)) {
        return false; // its next event brings us back
      }
      throw e;
    }
  }
}
