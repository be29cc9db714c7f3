package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;

/**
 * What is asked for, as authorization sees it. Empty strings where a part does not apply.
 *
 * @param verb of the API (get, list, watch, create, …) or, for a non-resource path, the lower-case
 *     HTTP method
 * @param path the request path
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
    String path) {}
