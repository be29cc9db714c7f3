package io.coxswain.api.authn;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Knows one sort of bearer token. */
public interface TokenAuthenticator {
  /**
   * The user of the token; empty where it is of another sort.
   *
   * @param audiences of which the token must be for one; empty: this API server's own
   * @return fails with ApiException Unauthorized, its message saying why, for a token of this sort
   *     that is not good
   */
  Future<Optional<Authenticated>> authenticate(String token, List<String> audiences);

  /** A user, and which of the wanted audiences the token is for. */
  record Authenticated(UserInfo user, List<String> audiences) {}
}
