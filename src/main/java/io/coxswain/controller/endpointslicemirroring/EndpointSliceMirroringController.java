package io.coxswain.controller.endpointslicemirroring;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.List;

/** Mirrors Endpoints that people or programs wrote for Services without a selector. */
public final class EndpointSliceMirroringController {
  private static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String SERVICE = "kubernetes.io/service-name";
  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
  private static final String TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";
  // Until the informer shows what was written, the plan would make the slice again.
  private static final Duration SETTLED = Duration.ofSeconds(1);

  private final ControllerContext context;
  private final Informer endpoints;
  private final Informer services;
  private final Informer slices;

  private EndpointSliceMirroringController(ControllerContext context) {
    this.context = context;
    this.endpoints = context.informers().of(Resources.ENDPOINTS);
    this.services = context.informers().of(Resources.SERVICES);
    this.slices = context.informers().of(Resources.ENDPOINT_SLICES);
  }

  public static AutoCloseable start(ControllerContext context) {
    EndpointSliceMirroringController mirror = new EndpointSliceMirroringController(context);
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    mirror.endpoints.onEvent((old, now) -> queue.add(ObjectKey.of(now == null ? old : now)));
    mirror.services.onEvent((old, now) -> queue.add(ObjectKey.of(now == null ? old : now)));
    mirror.slices.onEvent(
        (old, now) -> {
          JsonObject slice = now == null ? old : now;
          if (isMirror(slice)) {
            queue.add(ObjectKey.of(Meta.namespace(slice), Meta.label(slice, SERVICE)));
          }
        });
    return Controller.start(
        "endpointslicemirroring",
        queue,
        1,
        List.of(mirror.endpoints, mirror.services, mirror.slices),
        mirror::reconcile);
  }

  private static boolean isMirror(JsonObject slice) {
    return MANAGER.equals(Meta.label(slice, MANAGED_BY)) && Meta.label(slice, SERVICE) != null;
  }

  private Result reconcile(ObjectKey key) {
    JsonObject object = endpoints.get(key);
    JsonObject service = services.get(key);
    boolean wanted =
        object != null
            && !Meta.isDeleting(object)
            && service != null
            && service.object("spec").object("selector").isEmpty()
            && !"true".equals(Meta.label(object, SKIP))
            && Meta.annotation(object, LEADER) == null;
    List<JsonObject> existing =
        slices.list(key.namespace()).stream()
            .filter(slice -> isMirror(slice) && key.name().equals(Meta.label(slice, SERVICE)))
            .filter(slice -> !Meta.isDeleting(slice))
            .toList();
    MirrorPlan plan = MirrorPlan.of(wanted ? object : null, existing);
    if (plan.create().isEmpty() && plan.update().isEmpty() && plan.delete().isEmpty()) {
      return Result.DONE;
    }
    plan.create().forEach(slice -> create(object, slice));
    plan.update().forEach(slice -> context.client().update(Resources.ENDPOINT_SLICES, slice));
    plan.delete().forEach(this::delete);
    return Result.again(SETTLED);
  }

  private void create(JsonObject owner, JsonObject content) {
    JsonObject labels =
        owner
            .object("metadata")
            .object("labels")
            .with(SERVICE, Meta.name(owner))
            .with(MANAGED_BY, MANAGER);
    JsonObject annotations = owner.object("metadata").object("annotations").without(TRIGGER);
    // The content names the slice, so that a lagging informer does not make two.
    String hash = Integer.toHexString(content.text().hashCode());
    JsonObject metadata =
        JsonObject.builder()
            .put("name", Meta.name(owner) + "-" + hash)
            .put("namespace", Meta.namespace(owner))
            .put("labels", labels)
            .put("annotations", annotations.isEmpty() ? null : annotations)
            .put("ownerReferences", JsonArray.of(Meta.controllerReference(owner)))
            .build();
    JsonObject slice =
        JsonObject.builder()
            .put("apiVersion", "discovery.k8s.io/v1")
            .put("kind", "EndpointSlice")
            .put("metadata", metadata)
            .putAll(content)
            .build();
    try {
      context.client().create(Resources.ENDPOINT_SLICES, Meta.namespace(owner), slice);
    } catch (ApiException e) {
      if (!e.is(Reason.ALREADY_EXISTS)) {
        throw e;
      }
    }
  }

  private void delete(JsonObject slice) {
    try {
      context.client().delete(Resources.ENDPOINT_SLICES, Meta.namespace(slice), Meta.name(slice));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }
}
