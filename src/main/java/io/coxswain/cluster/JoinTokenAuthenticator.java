package io.coxswain.cluster;

import io.coxswain.api.authn.TokenAuthenticator;
import io.coxswain.api.authn.UserInfo;
import io.coxswain.pki.BootstrapToken;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a new node in with the bootstrap part of its join token, as upstream's bootstrap tokens do:
 * to ask for its certificate and for nothing else.
 */
public final class JoinTokenAuthenticator implements TokenAuthenticator {
  /** Bound by the default roles to asking for a node certificate and getting it. */
  static final String GROUP = "system:bootstrappers:coxswain:default-node-token";

  private final JoinTokens tokens;
  private final InstantSource clock;

  public JoinTokenAuthenticator(JoinTokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public Future<Optional<Authenticated>> authenticate(String text, List<String> audiences) {
    Optional<BootstrapToken> token = BootstrapToken.parse(text);
    if (token.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    return UniHelper.toFuture(tokens.find(token.get(), clock.instant()))
        .map(row -> row.map(r -> new Authenticated(user(r.id), audiences)));
  }

  private static UserInfo user(String id) {
    return new UserInfo(
        "system:bootstrap:" + id, "", List.of("system:bootstrappers", GROUP), Map.of());
  }
}
