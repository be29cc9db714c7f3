package io.coxswain.api.http;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.verb.QueryString;
import io.coxswain.kube.Gvr;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * What a {@link ConnectHandler} is asked for.
 *
 * @param rest the path's segments after the subresource (of {@code proxy}), unescaped
 * @param raw the HTTP request, paused and its body unread; {@code null} for callers in this process
 */
public record ConnectRequest(
    Gvr resource,
    String namespace,
    String name,
    String subresource,
    List<String> rest,
    String method,
    QueryString query,
    UserInfo user,
    HttpServerRequest raw) {}
