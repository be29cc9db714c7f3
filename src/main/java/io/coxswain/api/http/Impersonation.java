package io.coxswain.api.http;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.authz.Attributes;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.Forbidden;
import io.coxswain.kube.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Acting as somebody else by {@code Impersonate-…} headers, each of which must be allowed. */
final class Impersonation {
  private static final String EXTRA = "impersonate-extra-";
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private final Authorizer authorizer;

  Impersonation(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * The user the request acts as, {@code user} without such headers.
   *
   * @throws ApiException BadRequest, Forbidden
   */
  UserInfo of(ApiRequest request, UserInfo user) {
    String name = request.header("Impersonate-User", "");
    String uid = request.header("Impersonate-Uid", "");
    List<String> groups = request.headerValues("Impersonate-Group");
    Map<String, List<String>> extra = extra(request);
    if (name.isEmpty()) {
      if (!uid.isEmpty() || !groups.isEmpty() || !extra.isEmpty()) {
        throw ApiException.badRequest(
            "requested impersonation of groups, uid or extra without impersonating a user");
      }
      return user;
    }
    String[] account = account(name);
    if (account == null) {
      require(user, "", "", "users", "", name);
    } else {
      require(user, account[0], "", "serviceaccounts", "", account[1]);
    }
    groups.forEach(group -> require(user, "", "", "groups", "", group));
    if (!uid.isEmpty()) {
      require(user, "", AUTHENTICATION, "uids", "", uid);
    }
    extra.forEach(
        (key, values) ->
            values.forEach(value -> require(user, "", AUTHENTICATION, "userextras", key, value)));
    return new UserInfo(name, uid, groups(name, account, groups), extra);
  }

  private static List<String> groups(String name, String[] account, List<String> asked) {
    List<String> out = new ArrayList<>(asked);
    if (account != null && asked.isEmpty()) {
      out.add("system:serviceaccounts");
      out.add("system:serviceaccounts:" + account[0]);
    }
    if (name.equals(UserInfo.ANONYMOUS.name())) {
      if (!out.contains(UserInfo.UNAUTHENTICATED)) {
        out.add(UserInfo.UNAUTHENTICATED);
      }
    } else if (!out.contains(UserInfo.AUTHENTICATED)) {
      out.add(UserInfo.AUTHENTICATED);
    }
    return List.copyOf(out);
  }

  private void require(
      UserInfo user,
      String namespace,
      String group,
      String resource,
      String subresource,
      String name) {
    Attributes attributes =
        new Attributes(
            user, "impersonate", namespace, group, "v1", resource, subresource, name, true, "");
    Authorizer.Decision decision = authorizer.authorize(attributes);
    if (!decision.allowed()) {
      throw Forbidden.of(attributes, decision.reason());
    }
  }

  private static Map<String, List<String>> extra(ApiRequest request) {
    Map<String, List<String>> out = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (header, values) -> {
              if (header.startsWith(EXTRA)) {
                String key = header.substring(EXTRA.length());
                out.put(URLDecoder.decode(key, StandardCharsets.UTF_8), List.copyOf(values));
              }
            });
    return out;
  }

  /** Namespace and name of a service account's user name, or {@code null}. */
  private static String[] account(String name) {
    if (!name.startsWith(ACCOUNT)) {
      return null;
    }
    String[] parts = name.substring(ACCOUNT.length()).split(":", -1);
    return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty() ? parts : null;
  }
}
