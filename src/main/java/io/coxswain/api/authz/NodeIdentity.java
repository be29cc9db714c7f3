package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;

/** Which node a user is (upstream: pkg/auth/nodeidentifier). */
public final class NodeIdentity {
  private static final String USER_PREFIX = "system:node:";
  private static final String GROUP = "system:nodes";

  private NodeIdentity() {}

  public static boolean isNode(UserInfo user) {
    return user.name().startsWith(USER_PREFIX) && user.in(GROUP);
  }

  /** The node's name; empty for a user that is no node. */
  public static String nodeName(UserInfo user) {
    return isNode(user) ? user.name().substring(USER_PREFIX.length()) : "";
  }
}
