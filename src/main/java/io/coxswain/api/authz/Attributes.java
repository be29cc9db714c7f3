package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;

/**
 * What is asked for, as authorization sees it. Empty strings where a part does not apply.
 *
 * @param verb of the API (get, list, watch, create, …) or, for a non-resource path, the lower-case
 *     HTTP method
 * @param path the request path
 * @param fieldSelector of a list, watch or deletecollection, empty without one; {@code null} where
 *     the asker does not know it, and then nothing is refused for the lack of one
 */
public record Attributes(
    UserInfo user,
    String verb,
    String namespace,
    String group,
    String version,
    String resource,
    String subresource,
    String name,
    boolean resourceRequest,
    String path,
    String fieldSelector) {

  public Attributes(
      UserInfo user,
      String verb,
      String namespace,
      String group,
      String version,
      String resource,
      String subresource,
      String name,
      boolean resourceRequest,
      String path) {
    this(
        user,
        verb,
        namespace,
        group,
        version,
        resource,
        subresource,
        name,
        resourceRequest,
        path,
        null);
  }

  /** A request for a resource, any version. */
  public static Attributes resource(
      UserInfo user,
      String verb,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    return new Attributes(
        user, verb, namespace, group, "*", resource, subresource, name, true, "", null);
  }

  /** A request for a path that is no resource. */
  public static Attributes path(UserInfo user, String method, String path) {
    return new Attributes(user, method, "", "", "", "", "", "", false, path, null);
  }

  /** {@code pods} or {@code deployments.apps}. */
  String groupResource() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
