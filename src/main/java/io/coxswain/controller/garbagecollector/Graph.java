package io.coxswain.controller.garbagecollector;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Who owns whom, fed by watches. A change costs what its owners and dependents cost, never the size
 * of the cluster. Objects that nobody owns, that own nothing and that stay are only known by name.
 * Thread-safe under one lock.
 */
final class Graph {
  private final Map<String, Item> items = new HashMap<>();
  private final Plain plain = new Plain();
  private final Consumer<String> attemptToDelete;
  private final Consumer<String> attemptToOrphan;

  /**
   * @param attemptToDelete receives uids whose owners or dependents changed
   * @param attemptToOrphan receives uids that are to let their dependents go
   */
  Graph(Consumer<String> attemptToDelete, Consumer<String> attemptToOrphan) {
    this.attemptToDelete = attemptToDelete;
    this.attemptToOrphan = attemptToOrphan;
  }

  /** What an attempt needs to know of an item, as it is at one moment. */
  record View(
      Gvk kind,
      String uid,
      String namespace,
      String name,
      List<JsonObject> owners,
      boolean virtual,
      boolean deleting,
      boolean deletingDependents,
      List<Dependent> dependents) {}

  /** An item below another. */
  record Dependent(
      Gvk kind,
      String uid,
      String namespace,
      String name,
      boolean blocks,
      boolean deletingDependents) {}

  /** An owner as the graph knows it. */
  enum OwnerState {
    UNKNOWN,
    SOLID,
    DELETING_DEPENDENTS
  }

  synchronized void put(Gvk kind, JsonObject object) {
    String uid = Meta.uid(object);
    Item item = items.get(uid);
    boolean stays = Meta.ownerReferences(object).isEmpty() && !Meta.isDeleting(object);
    if (item == null && stays && plain.put(uid, place(kind, object))) {
      return;
    }
    plain.remove(uid);
    boolean wasOrphaning = item != null && item.orphaning;
    boolean wasDeleting = item != null && item.deletingDependents;
    if (item == null) {
      item = new Item(uid, kind, Meta.namespace(object), Meta.name(object), false);
      items.put(uid, item);
    }
    boolean wasVirtual = item.virtual;
    item.observe(kind, object);
    if (wasVirtual) {
      // References may have named it wrongly; then the owner they mean does not exist.
      Item owner = item;
      item.dependents().values().stream()
          .filter(
              d ->
                  d.owners.stream()
                      .anyMatch(o -> uid.equals(o.string("uid")) && !coordinatesMatch(owner, o, d)))
          .forEach(d -> attemptToDelete.accept(d.uid));
    }
    reown(item, Meta.ownerReferences(object));
    if (item.orphaning && !wasOrphaning) {
      attemptToOrphan.accept(uid);
    }
    if (item.deletingDependents && !wasDeleting) {
      item.dependents().keySet().forEach(attemptToDelete);
      attemptToDelete.accept(uid);
    }
    simplify(item);
  }

  private static Plain.Place place(Gvk kind, JsonObject object) {
    return new Plain.Place(kind, Meta.namespace(object), Meta.name(object));
  }

  /** An item that stands alone need not be one. */
  private void simplify(Item item) {
    if (item.owners.isEmpty()
        && item.dependents().isEmpty()
        && !item.virtual
        && !item.deleting
        && plain.put(item.uid, new Plain.Place(item.kind, item.namespace, item.name))) {
      items.remove(item.uid);
    }
  }

  private void reown(Item item, List<JsonObject> owners) {
    Set<String> before = uids(item.owners);
    Set<String> after = uids(owners);
    Set<String> blockedBefore = blocked(item.owners);
    Set<String> blockedAfter = blocked(owners);
    item.owners = List.copyOf(owners);
    for (String gone : before) {
      if (!after.contains(gone)) {
        disown(item, gone);
      }
    }
    for (String released : blockedBefore) {
      Item owner = items.get(released);
      if (!blockedAfter.contains(released) && owner != null && owner.deletingDependents) {
        attemptToDelete.accept(released);
      }
    }
    for (JsonObject reference : owners) {
      if (!before.contains(reference.string("uid", ""))) {
        own(item, reference);
      }
    }
  }

  private static Set<String> uids(List<JsonObject> owners) {
    Set<String> out = new HashSet<>();
    owners.forEach(owner -> out.add(owner.string("uid", "")));
    return out;
  }

  private static Set<String> blocked(List<JsonObject> owners) {
    return uids(owners.stream().filter(o -> o.bool("blockOwnerDeletion", false)).toList());
  }

  private void own(Item item, JsonObject reference) {
    String uid = reference.string("uid", "");
    Item owner = items.get(uid);
    Plain.Place known = owner == null ? plain.remove(uid) : null;
    if (known != null) {
      owner = new Item(uid, known.kind(), known.namespace(), known.name(), false);
      items.put(uid, owner);
    } else if (owner == null) {
      Gvk kind = Gvk.of(reference.string("apiVersion", ""), reference.string("kind", ""));
      owner = new Item(uid, kind, item.namespace, reference.string("name", ""), true);
      items.put(uid, owner);
      // Somebody must look whether it exists at all.
      attemptToDelete.accept(uid);
    }
    owner.addDependent(item);
    if (owner.deletingDependents) {
      attemptToDelete.accept(item.uid);
    } else if (!owner.virtual && !coordinatesMatch(owner, reference, item)) {
      attemptToDelete.accept(item.uid);
    }
  }

  private static boolean coordinatesMatch(Item owner, JsonObject reference, Item dependent) {
    return matches(
        new Plain.Place(owner.kind, owner.namespace, owner.name), reference, dependent.namespace);
  }

  private void disown(Item item, String ownerUid) {
    Item owner = items.get(ownerUid);
    if (owner == null) {
      return;
    }
    owner.removeDependent(item);
    if (owner.virtual && owner.dependents().isEmpty()) {
      items.remove(ownerUid);
    }
    simplify(owner);
  }

  /** The object is gone: its dependents and its waiting owners must be looked at. */
  synchronized void remove(String uid) {
    plain.remove(uid);
    Item item = items.remove(uid);
    if (item == null) {
      return;
    }
    for (String owner : uids(item.owners)) {
      disown(item, owner);
      Item remaining = items.get(owner);
      if (remaining != null && remaining.deletingDependents) {
        attemptToDelete.accept(owner);
      }
    }
    item.dependents().keySet().forEach(attemptToDelete);
  }

  /** {@code null} where the graph does not have it. */
  synchronized View view(String uid) {
    Item item = items.get(uid);
    if (item == null) {
      return null;
    }
    List<Dependent> dependents = new ArrayList<>();
    for (Item dependent : item.dependents().values()) {
      dependents.add(
          new Dependent(
              dependent.kind,
              dependent.uid,
              dependent.namespace,
              dependent.name,
              dependent.blocks(uid),
              dependent.deletingDependents));
    }
    return new View(
        item.kind,
        uid,
        item.namespace,
        item.name,
        item.owners,
        item.virtual,
        item.deleting,
        item.deletingDependents,
        dependents);
  }

  /**
   * What the graph knows of the owner that {@code reference} names, seen from a dependent in {@code
   * namespace}.
   */
  synchronized OwnerState owner(JsonObject reference, String namespace) {
    String uid = reference.string("uid", "");
    Item owner = items.get(uid);
    if (owner == null) {
      Plain.Place known = plain.get(uid);
      return known != null && matches(known, reference, namespace)
          ? OwnerState.SOLID
          : OwnerState.UNKNOWN;
    }
    Plain.Place place = new Plain.Place(owner.kind, owner.namespace, owner.name);
    if (owner.virtual || !matches(place, reference, namespace)) {
      return OwnerState.UNKNOWN;
    }
    return owner.deletingDependents ? OwnerState.DELETING_DEPENDENTS : OwnerState.SOLID;
  }

  private static boolean matches(Plain.Place owner, JsonObject reference, String namespace) {
    return owner.name().equals(reference.string("name"))
        && owner.kind().kind().equals(reference.string("kind"))
        && (owner.namespace().isEmpty() || owner.namespace().equals(namespace));
  }

  /** A list of a kind is complete: what is not in it has gone. */
  synchronized void retain(Gvk kind, Set<UUID> numbers, Set<String> others) {
    List<String> gone =
        new ArrayList<>(plain.select(kind, (h, l) -> !numbers.contains(new UUID(h, l))));
    for (Item item : items.values()) {
      if (!item.virtual && item.kind.equals(kind) && !others.contains(item.uid)) {
        UUID number = Plain.number(item.uid);
        if (number == null || !numbers.contains(number)) {
          gone.add(item.uid);
        }
      }
    }
    gone.forEach(this::remove);
  }

  /** Whether nothing of a kind is known yet. */
  synchronized boolean isNew(Gvk kind) {
    return plain.select(kind, (h, l) -> true).isEmpty()
        && items.values().stream().noneMatch(item -> !item.virtual && item.kind.equals(kind));
  }

  synchronized int size() {
    return items.size() + plain.size();
  }
}
