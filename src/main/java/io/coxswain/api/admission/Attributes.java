package io.coxswain.api.admission;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;

/**
 * One request as admission sees it (admission.Attributes upstream).
 *
 * @param kind of {@code object}: for a subresource with a body of its own, that body's kind
 * @param subresource empty for the object itself
 * @param object the new object or body; {@code null} for deletes
 * @param old the live object; {@code null} for creates and connects
 * @param options CreateOptions, UpdateOptions, PatchOptions or DeleteOptions as sent
 */
public record Attributes(
    Operation operation,
    Gvk kind,
    Gvr resource,
    String subresource,
    String namespace,
    String name,
    JsonObject object,
    JsonObject old,
    JsonObject options,
    boolean dryRun,
    UserInfo user) {

  /** The operations upstream names. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  /** Whether the request is for this storage resource itself and not for a subresource. */
  boolean isFor(String groupResource) {
    return subresource.isEmpty() && resource.groupResource().equals(groupResource);
  }

  boolean isFor(String groupResource, String subresource) {
    return this.subresource.equals(subresource) && resource.groupResource().equals(groupResource);
  }

  public Attributes withObject(JsonObject object) {
    return new Attributes(
        operation,
        kind,
        resource,
        subresource,
        namespace,
        name,
        object,
        old,
        options,
        dryRun,
        user);
  }
}
