package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;

/** Asks an authorizer one question beside the request's own, such as {@code approve signers}. */
public final class Access {
  private Access() {}

  public static boolean allowed(
      Authorizer authorizer,
      UserInfo user,
      String verb,
      String group,
      String resource,
      String namespace,
      String name) {
    return authorizer
        .authorize(Attributes.resource(user, verb, group, resource, "", namespace, name))
        .allowed();
  }
}
