package io.coxswain.role;

import io.coxswain.api.authn.UserInfo;
import java.util.List;
import java.util.Map;

/** The users that parts of this process act as. */
final class Users {
  /** The server itself, for the default objects. */
  static final UserInfo SERVER =
      new UserInfo(
          "system:apiserver", "", List.of(UserInfo.MASTERS, UserInfo.AUTHENTICATED), Map.of());

  static final UserInfo SCHEDULER = named("system:kube-scheduler");

  private Users() {}

  /** A component, or the service account of a controller. */
  static UserInfo named(String name) {
    if (name.equals(SERVER.name())) {
      return SERVER;
    }
    return name.startsWith("system:serviceaccount:")
        ? new UserInfo(
            name,
            "",
            List.of(
                "system:serviceaccounts",
                "system:serviceaccounts:kube-system",
                UserInfo.AUTHENTICATED),
            Map.of())
        : new UserInfo(name, "", List.of(UserInfo.AUTHENTICATED), Map.of());
  }
}
