package io.coxswain.controller.rootca;

import io.coxswain.client.Informer;
import io.coxswain.client.ListOptions;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.util.List;
import java.util.function.Supplier;

/** Publishes the CA bundle that pods trust the API server by, in every namespace. */
public final class RootCaController {
  private static final String NAME = "kube-root-ca.crt";
  private static final String DESCRIPTION =
      "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
          + " endpoints such as the internal service IP or kubernetes.default.svc. No other usage"
          + " is guaranteed across distributions of Kubernetes clusters.";

  private final ControllerContext context;
  private final Supplier<String> bundle;
  private final Informer namespaces;
  private final Informer configMaps;

  private RootCaController(ControllerContext context, Supplier<String> bundle) {
    this.context = context;
    this.bundle = bundle;
    this.namespaces = context.informers().of(Resources.NAMESPACES);
    // Of all there are only these: ConfigMaps can be many and large.
    this.configMaps =
        context.informers().of(Resources.CONFIG_MAPS, ListOptions.fields("metadata.name=" + NAME));
  }

  /**
   * @param bundle the authorities as PEM
   */
  public static AutoCloseable start(ControllerContext context, Supplier<String> bundle) {
    RootCaController controller = new RootCaController(context, bundle);
    WorkQueue<String> queue = new WorkQueue<>(context.timer());
    controller.namespaces.onEvent(
        (old, now) -> {
          if (now != null) {
            queue.add(Meta.name(now));
          }
        });
    controller.configMaps.onEvent((old, now) -> queue.add(Meta.namespace(now == null ? old : now)));
    return Controller.start(
        "rootca",
        queue,
        1,
        List.of(controller.namespaces, controller.configMaps),
        controller::reconcile);
  }

  private Result reconcile(String name) {
    JsonObject namespace = namespaces.get(ObjectKey.of("", name));
    if (namespace == null || Meta.isDeleting(namespace)) {
      return Result.DONE;
    }
    JsonObject data = JsonObject.of("ca.crt", bundle.get());
    JsonObject current = configMaps.get(ObjectKey.of(name, NAME));
    if (current != null) {
      if (!data.equals(current.object("data"))) {
        context.client().update(Resources.CONFIG_MAPS, current.with("data", data));
      }
      return Result.DONE;
    }
    create(name, data);
    return Result.DONE;
  }

  private void create(String namespace, JsonObject data) {
    JsonObject metadata =
        JsonObject.builder()
            .put("name", NAME)
            .put("namespace", namespace)
            .put("annotations", JsonObject.of("kubernetes.io/description", DESCRIPTION))
            .build();
    JsonObject configMap =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "ConfigMap")
            .put("metadata", metadata)
            .put("data", data)
            .build();
    try {
      context.client().create(Resources.CONFIG_MAPS, namespace, configMap);
    } catch (ApiException e) {
      boolean ends = e.is(Reason.NOT_FOUND) || e.is(Reason.FORBIDDEN);
      if (!ends) {
        throw e;
      }
    }
  }
}
