package io.coxswain.controller.endpoints;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.controller.ServicePods;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps one Endpoints object of the same name beside every Service with a selector. */
public final class EndpointsController {
  static final String HEADLESS = "service.kubernetes.io/headless";
  static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
  private static final int WORKERS = 5;

  private final ControllerContext context;
  private final Informer services;
  private final Informer endpoints;
  private final ServicePods servicePods;

  private EndpointsController(ControllerContext context, Informer pods) {
    this.context = context;
    this.services = context.informers().of(Resources.SERVICES);
    this.endpoints = context.informers().of(Resources.ENDPOINTS);
    this.servicePods = new ServicePods(services, pods);
  }

  public static AutoCloseable start(ControllerContext context) {
    Informer pods = context.informers().of(Resources.PODS);
    EndpointsController controller = new EndpointsController(context, pods);
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    controller.services.onEvent((old, now) -> queue.add(ObjectKey.of(now == null ? old : now)));
    controller.endpoints.onEvent((old, now) -> queue.add(ObjectKey.of(now == null ? old : now)));
    controller.servicePods.onPodChange(queue::add);
    return Controller.start(
        "endpoints",
        queue,
        WORKERS,
        List.of(controller.services, controller.endpoints, pods),
        controller::reconcile);
  }

  private Result reconcile(ObjectKey key) {
    JsonObject service = services.get(key);
    JsonObject current = endpoints.get(key);
    if (service == null) {
      if (current != null) {
        delete(key);
      }
      return Result.DONE;
    }
    if (!ServicePods.hasSelector(service)) {
      return Result.DONE;
    }
    JsonObject wanted = wanted(service, current);
    if (current == null) {
      create(service, wanted);
    } else if (!wanted.equals(current)) {
      context.client().update(Resources.ENDPOINTS, wanted);
    }
    return Result.DONE;
  }

  private JsonObject wanted(JsonObject service, JsonObject current) {
    Subsets.Computed computed = Subsets.of(service, servicePods.podsOf(service));
    Map<String, String> labels = new LinkedHashMap<>(Meta.labels(service));
    labels.put(MANAGED_BY, "endpoint-controller");
    labels.remove(HEADLESS);
    if (ServicePods.isHeadless(service)) {
      labels.put(HEADLESS, "");
    }
    JsonObject out = current;
    if (out == null) {
      JsonObject meta =
          JsonObject.builder()
              .put("name", Meta.name(service))
              .put("namespace", Meta.namespace(service))
              .build();
      out =
          JsonObject.builder()
              .put("apiVersion", "v1")
              .put("kind", "Endpoints")
              .put("metadata", meta)
              .build();
    }
    out = Meta.with(out, "labels", JsonObject.ofStrings(labels));
    JsonObject annotations = Meta.of(out).object("annotations");
    annotations = annotations.with(OVER_CAPACITY, computed.truncated() ? "truncated" : null);
    out = Meta.with(out, "annotations", annotations.isEmpty() ? null : annotations);
    return out.with("subsets", computed.subsets().isEmpty() ? null : computed.subsets());
  }

  private void create(JsonObject service, JsonObject wanted) {
    try {
      context.client().create(Resources.ENDPOINTS, Meta.namespace(service), wanted);
    } catch (ApiException e) {
      if (e.is(Reason.FORBIDDEN)) {
        // The namespace is on its way out, or nobody may write: waiting will not mend it.
        return;
      }
      if (!e.is(Reason.ALREADY_EXISTS)) {
        context
            .events()
            .event(
                service,
                "Warning",
                "FailedToCreateEndpoint",
                "Failed to create endpoint for service "
                    + ObjectKey.of(service)
                    + ": "
                    + e.getMessage());
      }
      throw e;
    }
  }

  private void delete(ObjectKey key) {
    try {
      context.client().delete(Resources.ENDPOINTS, key.namespace(), key.name());
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }
}
