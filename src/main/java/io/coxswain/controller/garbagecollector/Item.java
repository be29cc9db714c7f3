package io.coxswain.controller.garbagecollector;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One object in the graph of owners. Fields are guarded by the graph's lock.
 *
 * <p>It is virtual while only references to it have been seen.
 */
final class Item {
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  final String uid;
  private Map<String, Item> dependents = Map.of(); // few items have any
  Gvk kind;
  String namespace;
  String name;
  List<JsonObject> owners = List.of();
  boolean virtual;
  boolean deleting;
  boolean deletingDependents;
  boolean orphaning;

  Item(String uid, Gvk kind, String namespace, String name, boolean virtual) {
    this.uid = uid;
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
    this.virtual = virtual;
  }

  /** Takes over what the object says of itself. */
  void observe(Gvk observedKind, JsonObject object) {
    kind = observedKind;
    namespace = Meta.namespace(object);
    name = Meta.name(object);
    virtual = false;
    deleting = Meta.isDeleting(object);
    List<String> finalizers = Meta.finalizers(object);
    deletingDependents = deleting && finalizers.contains(FOREGROUND);
    orphaning = deleting && finalizers.contains(ORPHAN);
  }

  Map<String, Item> dependents() {
    return dependents;
  }

  void addDependent(Item item) {
    if (dependents.isEmpty()) {
      dependents = new LinkedHashMap<>();
    }
    dependents.put(item.uid, item);
  }

  void removeDependent(Item item) {
    if (dependents.containsKey(item.uid)) {
      dependents.remove(item.uid);
    }
  }

  boolean blocks(String ownerUid) {
    return owners.stream()
        .anyMatch(
            owner ->
                ownerUid.equals(owner.string("uid")) && owner.bool("blockOwnerDeletion", false));
  }

  @Override
  public String toString() {
    return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name) + " " + uid;
  }
}
