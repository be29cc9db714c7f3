package io.coxswain.controller.bootstrap;

import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes the default objects. Idempotent, may run on several servers at once; call it after every
 * start and whenever leadership is won, on a virtual thread, as a member of {@code system:masters}.
 */
public final class Bootstrapper {
  private static final Gvr CONFIG_MAPS = Gvr.core("configmaps");

  private final KubeClient client;
  private final ClusterFacts facts;

  public Bootstrapper(KubeClient client, ClusterFacts facts) {
    this.client = client;
    this.facts = facts;
  }

  /**
   * @throws ApiException the first failure, after everything has been tried; call again later
   */
  public void run() {
    together(DefaultObjects.namespaces().stream().map(i -> (Runnable) () -> create(i)).toList());
    List<Runnable> work = new ArrayList<>();
    DefaultObjects.all(facts).forEach(item -> work.add(() -> create(item)));
    work.addAll(roles());
    work.add(() -> keep(PublicConfig.authentication(facts)));
    work.add(() -> keep(PublicConfig.clusterInfo(facts)));
    together(work);
  }

  /** Many at once, so that the ledger writes them in few commits. */
  private static void together(List<Runnable> work) {
    List<Future<?>> running = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      work.forEach(task -> running.add(threads.submit(task)));
    }
    ApiException first = null;
    for (Future<?> task : running) {
      try {
        task.get();
      } catch (ExecutionException e) {
        first = first == null ? ApiException.of(e) : first;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ApiException.unavailable("interrupted");
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void create(DefaultObjects.Item item) {
    JsonObject object = item.object();
    String namespace = Meta.namespace(object);
    if (client.find(item.resource(), namespace, Meta.name(object)).isEmpty()) {
      createOrYield(item.resource(), object);
    }
  }

  private void createOrYield(Gvr resource, JsonObject object) {
    try {
      client.create(resource, Meta.namespace(object), object);
    } catch (ApiException e) {
      if (!e.is(Reason.ALREADY_EXISTS)) { // another server was faster
        throw e;
      }
    }
  }

  private void keep(JsonObject wanted) {
    var existing = client.find(CONFIG_MAPS, Meta.namespace(wanted), Meta.name(wanted));
    if (existing.isEmpty()) {
      createOrYield(CONFIG_MAPS, wanted);
    } else if (!existing.get().object("data").equals(wanted.object("data"))) {
      client.update(CONFIG_MAPS, existing.get().with("data", wanted.get("data")));
    }
  }

  private List<Runnable> roles() {
    Map<Gvr, Map<ObjectKey, JsonObject>> existing = new HashMap<>();
    List<Runnable> out = new ArrayList<>();
    for (JsonObject expected : RbacPolicy.load()) {
      Gvr resource = resource(expected.string("kind"));
      JsonObject found = existing.computeIfAbsent(resource, this::all).get(ObjectKey.of(expected));
      if (found == null) {
        out.add(() -> createOrYield(resource, expected));
      } else if (!RoleReconciliation.isProtected(found)) {
        if (RoleReconciliation.mustReplace(found, expected)) {
          out.add(() -> replace(resource, expected));
        } else {
          JsonObject next = RoleReconciliation.reconciled(found, expected);
          if (!next.equals(found)) {
            out.add(() -> client.update(resource, typed(next, expected)));
          }
        }
      }
    }
    return out;
  }

  /** Items of a list carry neither apiVersion nor kind. */
  private static JsonObject typed(JsonObject item, JsonObject like) {
    return JsonObject.builder()
        .put("apiVersion", like.get("apiVersion"))
        .put("kind", like.get("kind"))
        .putAll(item)
        .build();
  }

  private void replace(Gvr resource, JsonObject expected) {
    client.delete(resource, Meta.namespace(expected), Meta.name(expected));
    createOrYield(resource, expected);
  }

  private Map<ObjectKey, JsonObject> all(Gvr resource) {
    Map<ObjectKey, JsonObject> out = new HashMap<>();
    for (JsonObject item : client.list(resource, "", ListOptions.ALL).objects("items")) {
      out.put(ObjectKey.of(item), item);
    }
    return out;
  }

  private static Gvr resource(String kind) {
    String plural =
        switch (kind) {
          case "ClusterRole" -> "clusterroles";
          case "Role" -> "roles";
          case "ClusterRoleBinding" -> "clusterrolebindings";
          default -> "rolebindings";
        };
    return Gvr.of(RbacPolicy.API_VERSION, plural);
  }
}
