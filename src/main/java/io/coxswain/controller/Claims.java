package io.coxswain.controller;

import io.coxswain.client.KubeClient;
import io.coxswain.client.PatchType;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Adopts matching orphans and releases what no longer matches (upstream's controller reference
 * manager). Before the first adoption the owner is read afresh, so that one that was deleted or
 * replaced meanwhile adopts nothing.
 */
public final class Claims {
  private final KubeClient client;
  private final Gvr ownerResource;
  private final JsonObject owner;
  private final LabelSelector selector;
  private final Gvr resource;
  private Boolean adoptable; // asked once a reconciliation

  public Claims(
      KubeClient client,
      Gvr ownerResource,
      JsonObject owner,
      LabelSelector selector,
      Gvr resource) {
    this.client = client;
    this.ownerResource = ownerResource;
    this.owner = owner;
    this.selector = selector;
    this.resource = resource;
  }

  /**
   * Those of {@code candidates} that belong to the owner after adoption and release.
   *
   * @param orphansWanted orphans for which it is false are left alone
   */
  public List<JsonObject> claim(List<JsonObject> candidates, Predicate<JsonObject> orphansWanted) {
    List<JsonObject> out = new ArrayList<>();
    for (JsonObject object : candidates) {
      if (Meta.controllerOf(object).isPresent()) {
        if (!Meta.isControlledBy(object, Meta.uid(owner))) {
          continue;
        }
        if (selector.matches(object)) {
          out.add(object);
        } else if (!Meta.isDeleting(owner)) {
          release(object);
        }
      } else if (!Meta.isDeleting(owner)
          && !Meta.isDeleting(object)
          && selector.matches(object)
          && orphansWanted.test(object)) {
        JsonObject adopted = adopt(object);
        if (adopted != null) {
          out.add(adopted);
        }
      }
    }
    return out;
  }

  private JsonObject adopt(JsonObject object) {
    if (adoptable == null) {
      JsonObject fresh = client.get(ownerResource, Meta.namespace(owner), Meta.name(owner));
      adoptable = Meta.uid(fresh).equals(Meta.uid(owner)) && !Meta.isDeleting(fresh);
    }
    if (!adoptable) {
      throw ApiException.conflict(ownerResource, Meta.name(owner), "can't adopt: it is gone");
    }
    JsonArray owners =
        Meta.of(object).array("ownerReferences").with(Meta.controllerReference(owner));
    return patch(object, owners);
  }

  private void release(JsonObject object) {
    List<JsonObject> owners = new ArrayList<>(Meta.ownerReferences(object));
    owners.removeIf(reference -> Meta.uid(owner).equals(reference.string("uid")));
    patch(object, JsonArray.of(owners));
  }

  /** The patched object; {@code null} where it is gone. */
  private JsonObject patch(JsonObject object, JsonArray owners) {
    JsonObject metadata =
        JsonObject.builder()
            .put("uid", Meta.uid(object))
            .put("resourceVersion", Meta.resourceVersion(object))
            .put("ownerReferences", owners)
            .build();
    try {
      return client.patch(
          resource,
          Meta.namespace(object),
          Meta.name(object),
          null,
          PatchType.MERGE,
          JsonObject.of("metadata", metadata));
    } catch (ApiException e) {
      if (e.is(Reason.NOT_FOUND)) {
        return null;
      }
      throw e;
    }
  }
}
