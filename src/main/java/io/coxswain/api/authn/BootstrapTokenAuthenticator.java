package io.coxswain.api.authn;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Time;
import io.coxswain.pki.BootstrapToken;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bootstrap tokens: Secrets {@code kube-system/bootstrap-token-<id>} that let a new node ask for
 * its certificate (upstream: plugin/pkg/auth/authenticator/token/bootstrap).
 */
public final class BootstrapTokenAuthenticator implements TokenAuthenticator {
  private static final String GROUP = "system:bootstrappers";
  private static final Pattern EXTRA_GROUP =
      Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");

  private final Cache cache;
  private final InstantSource clock;

  public BootstrapTokenAuthenticator(Cache cache, InstantSource clock) {
    this.cache = cache;
    this.clock = clock;
  }

  @Override
  public Future<Optional<Authenticated>> authenticate(String text, List<String> audiences) {
    Optional<BootstrapToken> token = BootstrapToken.parse(text);
    if (token.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Optional<UserInfo> user = find(token.get());
    if (user.isPresent()) {
      return Future.succeededFuture(user.map(u -> new Authenticated(u, audiences)));
    }
    // The Secret may have been written through another server a moment ago.
    return cache
        .current()
        .map(ignored -> find(token.get()).map(u -> new Authenticated(u, audiences)));
  }

  private Optional<UserInfo> find(BootstrapToken token) {
    String name = BootstrapToken.SECRET_PREFIX + token.id();
    Entry entry = cache.snapshot("secrets").get(ObjectKey.of("kube-system", name));
    return entry == null ? Optional.empty() : user(token, entry.object(), clock.instant());
  }

  /** The user of a token whose Secret this is; empty where the Secret does not let it in. */
  static Optional<UserInfo> user(BootstrapToken token, JsonObject secret, Instant now) {
    if (Meta.isDeleting(secret)
        || !"bootstrap.kubernetes.io/token".equals(secret.string("type"))
        || !token.hasSecret(data(secret, "token-secret"))
        || !token.id().equals(data(secret, "token-id"))
        || !"true".equals(data(secret, "usage-bootstrap-authentication"))) {
      return Optional.empty();
    }
    String expiration = data(secret, "expiration");
    if (!expiration.isEmpty()) {
      Instant end = Time.parse(expiration);
      if (end == null || !now.isBefore(end)) {
        return Optional.empty();
      }
    }
    List<String> groups = new ArrayList<>();
    groups.add(GROUP);
    for (String group : data(secret, "auth-extra-groups").split(",")) {
      if (!group.isBlank()) {
        if (!EXTRA_GROUP.matcher(group.strip()).matches()) {
          return Optional.empty();
        }
        groups.add(group.strip());
      }
    }
    return Optional.of(new UserInfo("system:bootstrap:" + token.id(), "", groups, Map.of()));
  }

  private static String data(JsonObject secret, String key) {
    String text = secret.object("data").string(key, "");
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
