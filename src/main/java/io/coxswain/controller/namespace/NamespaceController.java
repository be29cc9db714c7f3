package io.coxswain.controller.namespace;

import io.coxswain.client.Informer;
import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Discovery;
import io.coxswain.controller.Resources;
import io.coxswain.controller.Result;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Deletes everything in a namespace that is being deleted, pods first (so that nothing they depend
 * on goes before them), then removes the {@code kubernetes} finalizer from its spec.
 */
public final class NamespaceController {
  private static final String FINALIZER = "kubernetes";
  private static final int WORKERS = 5;
  private static final Duration SOON = Duration.ofSeconds(2);

  private final ControllerContext context;
  private final KubeClient client;
  private final Discovery discovery;
  private final Informer namespaces;

  private NamespaceController(ControllerContext context) {
    this.context = context;
    this.client = context.client();
    this.discovery = new Discovery(client);
    this.namespaces = context.informers().of(Resources.NAMESPACES);
  }

  public static AutoCloseable start(ControllerContext context) {
    NamespaceController controller = new NamespaceController(context);
    WorkQueue<ObjectKey> queue = new WorkQueue<>(context.timer());
    controller.namespaces.onEvent(
        (old, now) -> {
          if (now != null && Meta.isDeleting(now)) {
            queue.add(ObjectKey.of(now));
          }
        });
    return Controller.start(
        "namespace", queue, WORKERS, List.of(controller.namespaces), controller::reconcile);
  }

  private Result reconcile(ObjectKey key) {
    JsonObject namespace = client.find(Resources.NAMESPACES, "", key.name()).orElse(null);
    if (namespace == null || !Meta.isDeleting(namespace) || isFinalized(namespace)) {
      return Result.DONE;
    }
    if (!"Terminating".equals(namespace.object("status").string("phase"))) {
      JsonObject status = namespace.object("status").with("phase", "Terminating");
      namespace = client.updateStatus(Resources.NAMESPACES, namespace.with("status", status));
    }
    Discovery.Found found = discovery.find();
    DeletionConditions conditions = new DeletionConditions(found.failedGroups());
    empty(key.name(), found, conditions);
    JsonObject status = conditions.applied(namespace.object("status"), context.timer().instant());
    if (!conditions.isClear()) {
      if (!status.equals(namespace.object("status"))) {
        client.updateStatus(Resources.NAMESPACES, namespace.with("status", status));
      }
      return Result.again(SOON);
    }
    finish(namespace);
    return Result.DONE;
  }

  private static boolean isFinalized(JsonObject namespace) {
    return !namespace.object("spec").strings("finalizers").contains(FINALIZER);
  }

  private void finish(JsonObject namespace) {
    List<String> left = new ArrayList<>(namespace.object("spec").strings("finalizers"));
    left.remove(FINALIZER);
    JsonObject next = namespace.withAt(JsonArray.ofStrings(left), "spec", "finalizers");
    try {
      client.updateSubresource(Resources.NAMESPACES, next, "finalize");
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  /** Deletes what can be deleted, and notes what remains. */
  private void empty(String namespace, Discovery.Found found, DeletionConditions conditions) {
    deleteAll(Resources.PODS, true, namespace, conditions);
    if (!conditions.isClear() && found.failedGroups().isEmpty()) {
      return;
    }
    for (Discovery.Resource resource : found.resources()) {
      boolean deletable = resource.namespaced() && resource.can("list", "delete");
      if (deletable && !resource.resource().equals(Resources.PODS)) {
        deleteAll(resource.resource(), resource.can("deletecollection"), namespace, conditions);
      }
    }
  }

  private void deleteAll(
      Gvr resource, boolean collection, String namespace, DeletionConditions conditions) {
    try {
      List<JsonObject> items = list(resource, namespace);
      if (items.isEmpty()) {
        return;
      }
      if (collection) {
        client.deleteCollection(
            resource, namespace, ListOptions.ALL, JsonObject.of("propagationPolicy", "Background"));
      } else {
        items.forEach(item -> delete(resource, item));
      }
      items = list(resource, namespace);
      if (!items.isEmpty()) {
        conditions.remains(resource.resource(), resource.group(), items.size(), finalizers(items));
      }
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.METHOD_NOT_ALLOWED)) {
        conditions.failed(resource + ": " + e.getMessage());
      }
    }
  }

  private List<JsonObject> list(Gvr resource, String namespace) {
    return client.list(resource, namespace, ListOptions.ALL).objects("items");
  }

  private void delete(Gvr resource, JsonObject item) {
    try {
      client.delete(resource, Meta.namespace(item), Meta.name(item));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  private static Map<String, Integer> finalizers(List<JsonObject> items) {
    Map<String, Integer> out = new TreeMap<>();
    for (JsonObject item : items) {
      Meta.finalizers(item).forEach(finalizer -> out.merge(finalizer, 1, Integer::sum));
    }
    return out;
  }
}
