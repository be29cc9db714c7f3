package io.coxswain.controller.resourcequota;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Discovery;
import io.coxswain.controller.Result;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Quantity;
import io.coxswain.kube.QuotaUsage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts what the ResourceQuotas of a namespace are about. A resource is watched from the first
 * quota on that names it: most clusters have none.
 */
public final class ResourceQuotaController {
  private static final Gvr QUOTAS = Gvr.core("resourcequotas");
  private static final Duration SYNC = Duration.ofSeconds(30);
  private static final Duration UNKNOWN = Duration.ofSeconds(10);

  private final ControllerContext context;
  private final Discovery discovery;
  private final Informer quotas;
  private final WorkQueue<ObjectKey> queue;
  private final Map<String, Informer> counted = new HashMap<>(); // of the one worker

  private ResourceQuotaController(ControllerContext context) {
    this.context = context;
    this.discovery = new Discovery(context.client());
    this.quotas = context.informers().of(QUOTAS);
    this.queue = new WorkQueue<>(context.timer());
  }

  public static AutoCloseable start(ControllerContext context) {
    ResourceQuotaController controller = new ResourceQuotaController(context);
    controller.quotas.onEvent(
        (old, now) -> {
          if (now != null) {
            controller.queue.add(ObjectKey.of(now));
          }
        });
    return Controller.start(
        "resourcequota", controller.queue, 1, List.of(controller.quotas), controller::reconcile);
  }

  private Result reconcile(ObjectKey key) {
    JsonObject quota = quotas.get(key);
    if (quota == null) {
      return Result.DONE;
    }
    JsonObject hard = quota.object("spec").object("hard");
    Set<String> resources = new TreeSet<>();
    hard.names().forEach(name -> resources.add(QuotaUsage.resourceOf(name)));
    Map<String, Quantity> used = new TreeMap<>();
    boolean all = true;
    for (String resource : resources) {
      Informer informer = informer(resource);
      if (informer == null) {
        all = false; // nobody serves it, yet
        continue;
      }
      add(used, quota, resource, informer.list(key.namespace()));
    }
    JsonObject status =
        JsonObject.builder().put("hard", hard).put("used", shown(hard, used)).build();
    if (!status.equals(quota.object("status"))) {
      context.client().updateStatus(QUOTAS, quota.with("status", status));
    }
    return all ? Result.DONE : Result.again(UNKNOWN);
  }

  static void add(
      Map<String, Quantity> used, JsonObject quota, String resource, List<JsonObject> objects) {
    for (JsonObject object : objects) {
      if (QuotaUsage.isInScope(quota, resource, object)) {
        QuotaUsage.of(resource, object)
            .forEach((name, amount) -> used.merge(name, amount, Quantity::plus));
      }
    }
  }

  /** Every name of {@code hard}, also those of which nothing is used, in the same order. */
  static JsonObject shown(JsonObject hard, Map<String, Quantity> used) {
    JsonObject.Builder out = JsonObject.builder();
    for (String name : hard.names()) {
      out.put(name, Json.of(used.getOrDefault(name, Quantity.ZERO).toString()));
    }
    return out.build();
  }

  /** {@code null} where the server has no such resource. */
  private Informer informer(String groupResource) {
    Informer known = counted.get(groupResource);
    if (known != null) {
      return known;
    }
    Gvr resource = find(groupResource);
    if (resource == null) {
      return null;
    }
    Informer informer = context.informers().of(resource);
    informer.awaitSync(SYNC);
    informer.onEvent(
        (old, now) -> {
          String namespace = Meta.namespace(now == null ? old : now);
          for (JsonObject quota : quotas.list(namespace)) {
            queue.add(ObjectKey.of(quota));
          }
        });
    counted.put(groupResource, informer);
    return informer;
  }

  private Gvr find(String groupResource) {
    for (Discovery.Resource resource : discovery.find().resources()) {
      if (resource.resource().groupResource().equals(groupResource)
          && resource.can("list", "watch")) {
        return resource.resource();
      }
    }
    return null;
  }
}
