package io.coxswain.api.verb;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.render.Representation;
import io.coxswain.api.render.Tables;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.ObjectKey;
import io.coxswain.schema.ResourceType;
import java.util.List;

/**
 * A request for a resource, admitted so far: authenticated and authorized.
 *
 * @param type of the resource in the version asked for
 * @param subresource empty for the object itself
 * @param namespace empty for cluster-scoped resources and for all namespaces
 * @param name empty where the path names none
 * @param accept the header, may be {@code null}
 * @param pretty whether indented JSON is wanted
 * @param warnings texts for the client, added to by the verbs
 */
public record VerbRequest(
    ResourceType type,
    String subresource,
    String namespace,
    String name,
    QueryString query,
    String accept,
    boolean pretty,
    Body body,
    UserInfo user,
    String userAgent,
    List<String> warnings,
    Loop loop) {

  public Gvr resource() {
    return type.resource();
  }

  ObjectKey key() {
    return ObjectKey.of(namespace, name);
  }

  /** As the cache wants it: {@code null} for all namespaces. */
  String scope() {
    return namespace.isEmpty() ? null : namespace;
  }

  Representation one() {
    return Representation.negotiate(accept, false, false, pretty, !type.isCustom());
  }

  Representation many() {
    return Representation.negotiate(accept, true, false, pretty, !type.isCustom());
  }

  Tables.Include include() {
    return Tables.Include.of(query.get("includeObject"));
  }

  void warn(String text) {
    if (!warnings.contains(text)) {
      warnings.add(text);
    }
  }

  VerbRequest withName(String other) {
    return with(type, subresource, namespace, other);
  }

  VerbRequest withNamespace(String other) {
    return with(type, subresource, other, name);
  }

  VerbRequest withType(ResourceType other, String itsSubresource) {
    return with(other, itsSubresource, namespace, name);
  }

  private VerbRequest with(ResourceType type, String subresource, String namespace, String name) {
    return new VerbRequest(
        type,
        subresource,
        namespace,
        name,
        query,
        accept,
        pretty,
        body,
        user,
        userAgent,
        warnings,
        loop);
  }
}
