package io.coxswain.api.authn;

import io.vertx.core.Future;

/** Decides who is asking. */
public interface Authenticator {
  /**
   * The user; {@link UserInfo#ANONYMOUS} without credentials.
   *
   * @return fails with ApiException Unauthorized for credentials that are not good
   */
  Future<UserInfo> authenticate(Credentials credentials);
}
