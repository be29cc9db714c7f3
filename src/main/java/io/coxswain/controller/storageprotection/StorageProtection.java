package io.coxswain.controller.storageprotection;

import io.coxswain.client.Informer;
import io.coxswain.client.ListOptions;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Pods;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes the finalizers back that admission gave to claims, volumes and volume classes (upstream's
 * pvc-, pv- and vac-protection-controller): when the object is deleted and nobody uses it. Without
 * it a deleted claim would hold its namespace for ever.
 */
public final class StorageProtection {
  private final ControllerContext context;
  private final Gvr resource;
  private final String finalizer;
  private final Predicate<JsonObject> used;
  private final Informer objects;

  private StorageProtection(
      ControllerContext context, Gvr resource, String finalizer, Predicate<JsonObject> used) {
    this.context = context;
    this.resource = resource;
    this.finalizer = finalizer;
    this.used = used;
    this.objects = context.informers().of(resource);
  }

  /** Claims stay as long as a pod that has a node names them. */
  public static AutoCloseable claims(ControllerContext context) {
    Informer pods = context.informers().of(Resources.PODS);
    return new StorageProtection(
            context,
            Resources.PERSISTENT_VOLUME_CLAIMS,
            "kubernetes.io/pvc-protection",
            claim -> isClaimed(context, claim))
        .start("pvc-protection", pods);
  }

  /** Volumes stay as long as they are bound to a claim. */
  public static AutoCloseable volumes(ControllerContext context) {
    return new StorageProtection(
            context,
            Resources.PERSISTENT_VOLUMES,
            "kubernetes.io/pv-protection",
            volume -> volume.object("status").string("phase", "").equals("Bound"))
        .start("pv-protection");
  }

  /** Classes of attributes stay as long as a claim or a volume names them. */
  public static AutoCloseable classes(ControllerContext context) {
    Informer claims = context.informers().of(Resources.PERSISTENT_VOLUME_CLAIMS);
    Informer volumes = context.informers().of(Resources.PERSISTENT_VOLUMES);
    return new StorageProtection(
            context,
            Resources.VOLUME_ATTRIBUTES_CLASSES,
            "kubernetes.io/vac-protection",
            type -> isNamed(claims, type) || isNamed(volumes, type))
        .start("vac-protection", claims, volumes);
  }

  /**
   * @param users changes of these may free an object
   */
  private AutoCloseable start(String name, Informer... users) {
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    objects.onEvent(
        (old, now) -> {
          if (now != null && isCandidate(now)) {
            queue.add(ObjectKey.of(now));
          }
        });
    List<Informer> reads = new ArrayList<>(List.of(users));
    reads.add(objects);
    for (Informer user : users) {
      user.onEvent(
          (old, now) ->
              objects.list().stream()
                  .filter(this::isCandidate)
                  .forEach(object -> queue.add(ObjectKey.of(object))));
    }
    return Controller.start(name, queue, 1, reads, this::reconcile);
  }

  private boolean isCandidate(JsonObject object) {
    return Meta.isDeleting(object) && Meta.finalizers(object).contains(finalizer);
  }

  private Result reconcile(ObjectKey key) {
    JsonObject object = objects.get(key);
    if (object == null || !isCandidate(object) || used.test(object)) {
      return Result.DONE;
    }
    List<String> left = new ArrayList<>(Meta.finalizers(object));
    left.remove(finalizer);
    try {
      context.client().update(resource, Meta.withFinalizers(object, left));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
    return Result.DONE;
  }

  /** Asks the server: a pod may have got its node a moment ago. */
  private static boolean isClaimed(ControllerContext context, JsonObject claim) {
    return context
        .client()
        .list(Resources.PODS, Meta.namespace(claim), ListOptions.ALL)
        .objects("items")
        .stream()
        .anyMatch(pod -> names(pod, Meta.name(claim)));
  }

  private static boolean names(JsonObject pod, String claim) {
    if (Pods.nodeName(pod).isEmpty()) {
      return false;
    }
    boolean over = Pods.isTerminal(pod);
    return pod.object("spec").objects("volumes").stream()
        .anyMatch(
            volume ->
                volume.object("persistentVolumeClaim").string("claimName", "").equals(claim)
                    || !over
                        && volume.has("ephemeral")
                        && claim.equals(Meta.name(pod) + "-" + volume.string("name", "")));
  }

  private static boolean isNamed(Informer users, JsonObject type) {
    String name = Meta.name(type);
    return users.list().stream()
        .anyMatch(
            user ->
                user.object("spec").string("volumeAttributesClassName", "").equals(name)
                    || user.object("status")
                        .string("currentVolumeAttributesClassName", "")
                        .equals(name));
  }
}
