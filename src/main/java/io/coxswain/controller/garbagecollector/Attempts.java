package io.coxswain.controller.garbagecollector;

import io.coxswain.client.KubeClient;
import io.coxswain.client.PatchType;
import io.coxswain.controller.Discovery;
import io.coxswain.controller.Result;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Decides, against the live server, what becomes of one item of the graph. */
final class Attempts {
  private static final int ABSENT_OWNERS = 500;
  private static final Duration UNKNOWN_KIND = Duration.ofSeconds(30);

  private final KubeClient client;
  private final Graph graph;
  private final Kinds kinds;
  private final Consumer<String> attemptToDelete;
  // uids never come back, so an absent owner stays absent.
  private final Set<String> absent =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > ABSENT_OWNERS;
                }
              }));

  Attempts(KubeClient client, Graph graph, Kinds kinds, Consumer<String> attemptToDelete) {
    this.client = client;
    this.graph = graph;
    this.kinds = kinds;
    this.attemptToDelete = attemptToDelete;
  }

  /** Deletes the item if its owners are gone, or moves its own foreground deletion on. */
  Result delete(String uid) {
    Graph.View item = graph.view(uid);
    if (item == null || (item.deleting() && !item.deletingDependents())) {
      return Result.DONE;
    }
    if (!item.virtual() && !item.deletingDependents() && item.owners().isEmpty()) {
      return Result.DONE;
    }
    Discovery.Resource resource = kinds.of(item.kind());
    if (resource == null) {
      return Result.again(UNKNOWN_KIND);
    }
    JsonObject live = live(resource, item.namespace(), item.name(), uid).orElse(null);
    if (live == null) {
      absent.add(uid);
      graph.remove(uid);
      return Result.DONE;
    }
    if (item.virtual()) {
      // It exists; its watch will say so.
      return Result.DONE;
    }
    if (item.deletingDependents()) {
      moveForegroundDeletion(resource, item, live);
      return Result.DONE;
    }
    return judge(resource, item, live);
  }

  /** The object of that name if it has that uid. */
  private Optional<JsonObject> live(
      Discovery.Resource resource, String namespace, String name, String uid) {
    String where = resource.namespaced() ? namespace : "";
    return client
        .find(resource.resource(), where, name)
        .filter(object -> Meta.uid(object).equals(uid));
  }

  private void moveForegroundDeletion(
      Discovery.Resource resource, Graph.View item, JsonObject live) {
    List<Graph.Dependent> blocking =
        item.dependents().stream().filter(Graph.Dependent::blocks).toList();
    if (blocking.isEmpty()) {
      removeFinalizer(resource, live, Item.FOREGROUND);
      return;
    }
    blocking.stream()
        .filter(dependent -> !dependent.deletingDependents())
        .forEach(dependent -> attemptToDelete.accept(dependent.uid()));
  }

  private Result judge(Discovery.Resource resource, Graph.View item, JsonObject live) {
    List<JsonObject> solid = new ArrayList<>();
    List<JsonObject> waiting = new ArrayList<>();
    List<JsonObject> dangling = new ArrayList<>();
    for (JsonObject owner : Meta.ownerReferences(live)) {
      switch (graph.owner(owner, item.namespace())) {
        case SOLID -> solid.add(owner);
        case DELETING_DEPENDENTS -> waiting.add(owner);
        case UNKNOWN -> {
          Boolean dangles = dangles(owner, item.namespace());
          if (dangles == null) {
            return Result.again(UNKNOWN_KIND);
          }
          (dangles ? dangling : solid).add(owner);
        }
      }
    }
    if (solid.isEmpty() && waiting.isEmpty() && dangling.isEmpty()) {
      return Result.DONE;
    }
    if (!solid.isEmpty()) {
      if (!waiting.isEmpty() || !dangling.isEmpty()) {
        patchMetadata(resource, live, "ownerReferences", JsonArray.of(solid));
      }
      return Result.DONE;
    }
    if (!waiting.isEmpty() && !item.dependents().isEmpty()) {
      if (item.dependents().stream().anyMatch(Graph.Dependent::deletingDependents)) {
        // A circle of blocking owners would wait for itself for ever.
        unblock(resource, live);
      }
      deleteLive(resource, item.uid(), live, "Foreground");
    } else {
      deleteLive(resource, item.uid(), live, propagation(live));
    }
    return Result.DONE;
  }

  private static String propagation(JsonObject live) {
    List<String> finalizers = Meta.finalizers(live);
    return finalizers.contains(Item.ORPHAN)
        ? "Orphan"
        : finalizers.contains(Item.FOREGROUND) ? "Foreground" : "Background";
  }

  /** Whether the owner does not exist; {@code null} where its kind is unknown. */
  private Boolean dangles(JsonObject owner, String namespace) {
    String uid = owner.string("uid", "");
    if (absent.contains(uid)) {
      return true;
    }
    Discovery.Resource resource =
        kinds.of(Gvk.of(owner.string("apiVersion", ""), owner.string("kind", "")));
    if (resource == null) {
      return null;
    }
    if (resource.namespaced() && namespace.isEmpty()) {
      // A cluster-scoped object cannot have an owner in a namespace: invalid, never deleted for it.
      return false;
    }
    if (live(resource, namespace, owner.string("name", ""), uid).isPresent()) {
      return false;
    }
    absent.add(uid);
    return true;
  }

  private void unblock(Discovery.Resource resource, JsonObject live) {
    JsonArray owners =
        Meta.of(live)
            .array("ownerReferences")
            .map(owner -> ((JsonObject) owner).with("blockOwnerDeletion", false));
    patchMetadata(resource, live, "ownerReferences", owners);
  }

  private void deleteLive(
      Discovery.Resource resource, String uid, JsonObject live, String propagation) {
    JsonObject options =
        JsonObject.builder()
            .put("propagationPolicy", propagation)
            .put("preconditions", JsonObject.of("uid", uid))
            .build();
    try {
      client.delete(resource.resource(), Meta.namespace(live), Meta.name(live), options);
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }

  /** Takes the item out of its dependents' owners, then lets it go. */
  Result orphan(String uid) {
    Graph.View item = graph.view(uid);
    if (item == null) {
      return Result.DONE;
    }
    for (Graph.Dependent dependent : item.dependents()) {
      Discovery.Resource resource = kinds.of(dependent.kind());
      if (resource != null) {
        live(resource, dependent.namespace(), dependent.name(), dependent.uid())
            .ifPresent(live -> release(resource, live, uid));
      }
    }
    Discovery.Resource resource = kinds.of(item.kind());
    if (resource != null) {
      live(resource, item.namespace(), item.name(), uid)
          .ifPresent(live -> removeFinalizer(resource, live, Item.ORPHAN));
    }
    return Result.DONE;
  }

  private void release(Discovery.Resource resource, JsonObject live, String ownerUid) {
    List<JsonObject> left = new ArrayList<>(Meta.ownerReferences(live));
    if (left.removeIf(owner -> ownerUid.equals(owner.string("uid")))) {
      patchMetadata(resource, live, "ownerReferences", JsonArray.of(left));
    }
  }

  private void removeFinalizer(Discovery.Resource resource, JsonObject live, String finalizer) {
    List<String> left = new ArrayList<>(Meta.finalizers(live));
    if (left.remove(finalizer)) {
      patchMetadata(resource, live, "finalizers", JsonArray.ofStrings(left));
    }
  }

  private void patchMetadata(
      Discovery.Resource resource, JsonObject live, String field, JsonArray value) {
    Json next = value.isEmpty() ? JsonNull.NULL : value;
    JsonObject metadata =
        JsonObject.builder()
            .put("uid", Meta.uid(live))
            .put("resourceVersion", Meta.resourceVersion(live))
            .put(field, next)
            .build();
    try {
      client.patch(
          resource.resource(),
          Meta.namespace(live),
          Meta.name(live),
          null,
          PatchType.MERGE,
          JsonObject.of("metadata", metadata));
    } catch (ApiException e) {
      if (!e.is(Reason.NOT_FOUND)) {
        throw e;
      }
    }
  }
}
