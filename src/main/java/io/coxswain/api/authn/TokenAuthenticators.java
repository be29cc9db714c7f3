package io.coxswain.api.authn;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Asks the authenticators of every sort of token in turn. */
public final class TokenAuthenticators implements TokenAuthenticator {
  private final List<TokenAuthenticator> chain;

  public TokenAuthenticators(List<TokenAuthenticator> chain) {
    this.chain = List.copyOf(chain);
  }

  @Override
  public Future<Optional<Authenticated>> authenticate(String token, List<String> audiences) {
    return ask(0, token, audiences);
  }

  private Future<Optional<Authenticated>> ask(int index, String token, List<String> audiences) {
    if (index == chain.size()) {
      return Future.succeededFuture(Optional.empty());
    }
    return chain
        .get(index)
        .authenticate(token, audiences)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(
                        found.map(
                            f ->
                                new Authenticated(
                                    f.user().withGroup(UserInfo.AUTHENTICATED), f.audiences())))
                    : ask(index + 1, token, audiences));
  }
}
