package io.coxswain.controller.endpointslice;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.controller.ServicePods;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the EndpointSlices of every Service with a selector, at most 100 endpoints in each. */
public final class EndpointSliceController {
  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  static final String CONTROLLER = "endpointslice-controller.k8s.io";
  static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String INDEX = "service";
  private static final int WORKERS = 5;

  private final ControllerContext context;
  private final Informer services;
  private final Informer slices;
  private final Informer nodes;
  private final ServicePods servicePods;
  private final SliceTracker tracker;
  private final WorkQueue<ObjectKey> queue;

  private EndpointSliceController(ControllerContext context, Informer pods) {
    this.context = context;
    this.services = context.informers().of(Resources.SERVICES);
    this.slices = context.informers().of(Resources.ENDPOINT_SLICES);
    this.nodes = context.informers().of(Resources.NODES);
    this.servicePods = new ServicePods(services, pods);
    this.tracker = new SliceTracker(context.timer());
    this.queue = new WorkQueue<>(context.timer());
    slices.addIndex(
        INDEX, slice -> isOurs(slice) ? List.of(serviceOf(slice).toString()) : List.of());
  }

  public static AutoCloseable start(ControllerContext context) {
    Informer pods = context.informers().of(Resources.PODS);
    EndpointSliceController controller = new EndpointSliceController(context, pods);
    controller.services.onEvent(
        (old, now) -> controller.queue.add(ObjectKey.of(now == null ? old : now)));
    controller.slices.onEvent(controller::sliceChanged);
    controller.servicePods.onPodChange(controller.queue::add);
    return Controller.start(
        "endpointslice",
        controller.queue,
        WORKERS,
        List.of(controller.services, controller.slices, controller.nodes, pods),
        controller::reconcile);
  }

  private static boolean isOurs(JsonObject slice) {
    return CONTROLLER.equals(Meta.label(slice, MANAGED_BY));
  }

  private static ObjectKey serviceOf(JsonObject slice) {
    return ObjectKey.of(Meta.namespace(slice), Meta.labels(slice).getOrDefault(SERVICE_NAME, ""));
  }

  private void sliceChanged(JsonObject old, JsonObject now) {
    JsonObject slice = now == null ? old : now;
    if (now == null) {
      tracker.seenGone(serviceOf(slice), Meta.name(slice));
    }
    if (isOurs(slice)) {
      queue.add(serviceOf(slice));
    }
    if (old != null && isOurs(old) && !serviceOf(old).equals(serviceOf(slice))) {
      queue.add(serviceOf(old));
    }
  }

  private Result reconcile(ObjectKey key) {
    JsonObject service = services.get(key);
    if (service == null) {
      tracker.forget(key);
      // The garbage collector removes the slices by their owner reference.
      return Result.DONE;
    }
    if (!ServicePods.hasSelector(service) || Meta.isDeleting(service)) {
      return Result.DONE;
    }
    List<JsonObject> existing =
        slices.byIndex(INDEX, key.toString()).stream()
            .filter(slice -> !Meta.isDeleting(slice))
            .toList();
    if (tracker.isStale(key, existing)) {
      return Result.again(Duration.ofSeconds(1));
    }
    SlicePlan plan =
        SlicePlan.of(
            DesiredEndpoints.addressTypes(service),
            existing,
            DesiredEndpoints.of(service, servicePods.podsOf(service), this::zone));
    carryOut(key, service, relabelled(service, existing, plan));
    return Result.DONE;
  }

  private String zone(String node) {
    JsonObject object = nodes.get(ObjectKey.of("", node));
    return object == null ? null : Meta.label(object, ZONE);
  }

  /** The plan with every slice under the labels it should have. */
  private SlicePlan relabelled(JsonObject service, List<JsonObject> existing, SlicePlan plan) {
    Map<String, JsonObject> updates = new LinkedHashMap<>();
    plan.update().forEach(slice -> updates.put(Meta.name(slice), slice));
    List<JsonObject> out =
        existing.stream()
            .filter(slice -> !plan.delete().contains(slice))
            .map(slice -> updates.getOrDefault(Meta.name(slice), slice))
            .map(slice -> Meta.with(slice, "labels", labels(service)))
            .filter(slice -> !existing.contains(slice))
            .toList();
    return new SlicePlan(plan.create(), out, plan.delete());
  }

  private static JsonObject labels(JsonObject service) {
    Map<String, String> labels = new LinkedHashMap<>(Meta.labels(service));
    labels.remove(HEADLESS);
    if (ServicePods.isHeadless(service)) {
      labels.put(HEADLESS, "");
    }
    labels.put(MANAGED_BY, CONTROLLER);
    labels.put(SERVICE_NAME, Meta.name(service));
    return JsonObject.ofStrings(labels);
  }

  private void carryOut(ObjectKey key, JsonObject service, SlicePlan plan) {
    for (JsonObject slice : plan.create()) {
      try {
        tracker.written(
            key,
            context
                .client()
                .create(Resources.ENDPOINT_SLICES, key.namespace(), dressed(service, slice)));
      } catch (ApiException e) {
        if (e.is(Reason.FORBIDDEN)) {
          return; // the namespace is on its way out
        }
        throw e;
      }
    }
    for (JsonObject slice : plan.update()) {
      tracker.written(key, context.client().update(Resources.ENDPOINT_SLICES, slice));
    }
    for (JsonObject slice : plan.delete()) {
      delete(key, slice);
    }
  }

  private void delete(ObjectKey key, JsonObject slice) {
    try {
      context.client().delete(Resources.ENDPOINT_SLICES, key.namespace(), Meta.name(slice));
      tracker.deleted(key, Meta.name(slice));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  private static JsonObject dressed(JsonObject service, JsonObject slice) {
    JsonObject meta =
        JsonObject.builder()
            .put("generateName", Meta.name(service) + "-")
            .put("namespace", Meta.namespace(service))
            .put("labels", labels(service))
            .put("ownerReferences", JsonArray.of(Meta.controllerReference(service)))
            .build();
    return JsonObject.builder()
        .put("apiVersion", "discovery.k8s.io/v1")
        .put("kind", "EndpointSlice")
        .put("metadata", meta)
        .putAll(slice)
        .build();
  }
}
