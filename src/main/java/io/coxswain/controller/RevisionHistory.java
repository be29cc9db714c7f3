package io.coxswain.controller;

import io.coxswain.client.Informer;
import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The ControllerRevisions of one DaemonSet or StatefulSet: every template it has had. */
public final class RevisionHistory {
  public static final String HASH_LABEL = "controller-revision-hash";

  private final KubeClient client;
  private final JsonObject owner;
  private final List<JsonObject> owned;

  /**
   * @param revisions indexed by {@link Owners#indexed}
   */
  public RevisionHistory(KubeClient client, Informer revisions, JsonObject owner) {
    this.client = client;
    this.owner = owner;
    this.owned =
        Owners.controlled(revisions, owner).stream()
            .sorted(Comparator.comparingLong(RevisionHistory::number))
            .toList();
  }

  private static long number(JsonObject revision) {
    return revision.integer("revision", 0);
  }

  /** The revision of the owner's present template: found, or made with the next number. */
  public JsonObject current() {
    JsonObject data = data();
    long next = owned.isEmpty() ? 1 : number(owned.getLast()) + 1;
    for (JsonObject revision : owned) {
      if (data.equals(revision.object("data"))) {
        // An old template that came back is the newest revision again.
        return number(revision) == next - 1
            ? revision
            : client.update(Resources.CONTROLLER_REVISIONS, revision.with("revision", next));
      }
    }
    return make(data, next);
  }

  /** The revision of that name, {@code otherwise} where there is none. */
  public JsonObject named(String name, JsonObject otherwise) {
    return owned.stream()
        .filter(revision -> Meta.name(revision).equals(name))
        .findFirst()
        .orElse(otherwise);
  }

  private JsonObject data() {
    JsonObject template = PodTemplate.of(owner).with("$patch", "replace");
    return JsonObject.of("spec", JsonObject.of("template", template));
  }

  private JsonObject make(JsonObject data, long number) {
    for (long collisions = 0; ; collisions++) {
      String hash = PodTemplate.hash(PodTemplate.of(owner), collisions);
      String name = Meta.name(owner) + "-" + hash;
      try {
        return client.create(
            Resources.CONTROLLER_REVISIONS,
            Meta.namespace(owner),
            object(name, hash, data, number));
      } catch (ApiException e) {
        if (!e.is(Reason.ALREADY_EXISTS)) {
          throw e;
        }
        JsonObject there = client.get(Resources.CONTROLLER_REVISIONS, Meta.namespace(owner), name);
        if (Meta.isControlledBy(there, Meta.uid(owner)) && data.equals(there.object("data"))) {
          return there;
        }
      }
    }
  }

  private JsonObject object(String name, String hash, JsonObject data, long number) {
    JsonObject labels = PodTemplate.of(owner).object("metadata").object("labels");
    JsonObject metadata =
        JsonObject.builder()
            .put("name", name)
            .put("namespace", Meta.namespace(owner))
            .put("labels", labels.with(HASH_LABEL, hash))
            .put("ownerReferences", JsonArray.of(Meta.controllerReference(owner)))
            .build();
    return JsonObject.builder()
        .put("apiVersion", "apps/v1")
        .put("kind", "ControllerRevision")
        .put("metadata", metadata)
        .put("data", data)
        .put("revision", number)
        .build();
  }

  /** The label value that pods of the revision carry. */
  public static String hash(JsonObject revision) {
    return Meta.labels(revision).getOrDefault(HASH_LABEL, "");
  }

  /**
   * Removes the oldest revisions beyond the owner's limit.
   *
   * @param inUse hashes of revisions that pods still have
   */
  public void truncate(Set<String> inUse) {
    truncate(owned.stream().filter(revision -> !inUse.contains(hash(revision))).toList());
  }

  /** As {@link #truncate}, where pods carry the revision's name. */
  public void truncateNamed(Set<String> inUse) {
    truncate(owned.stream().filter(revision -> !inUse.contains(Meta.name(revision))).toList());
  }

  private void truncate(List<JsonObject> unused) {
    long limit = owner.object("spec").integer("revisionHistoryLimit", 10);
    for (int i = 0; i < unused.size() - limit; i++) {
      try {
        client.delete(
            Resources.CONTROLLER_REVISIONS, Meta.namespace(owner), Meta.name(unused.get(i)));
      } catch (ApiException e) {
        if (!e.is(Reason.NOT_FOUND)) {
          throw e;
        }
      }
    }
  }
}
