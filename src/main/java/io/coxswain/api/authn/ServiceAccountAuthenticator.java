package io.coxswain.api.authn;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.kube.Time;
import io.coxswain.pki.PkiException;
import io.coxswain.pki.ServiceAccountToken;
import io.coxswain.pki.ServiceAccountTokens;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Service-account tokens: good as long as they say and as long as the account and the object they
 * are bound to exist (upstream: pkg/serviceaccount/claims.go).
 */
public final class ServiceAccountAuthenticator implements TokenAuthenticator {
  private static final String EXTRA = "authentication.kubernetes.io/";

  /** A deleted pod's containers may still need their token while they stop. */
  private static final long LEEWAY_SECONDS = 60;

  private final ServiceAccountTokens tokens;
  private final Cache cache;
  private final InstantSource clock;

  public ServiceAccountAuthenticator(
      ServiceAccountTokens tokens, Cache cache, InstantSource clock) {
    this.tokens = tokens;
    this.cache = cache;
    this.clock = clock;
  }

  @Override
  public Future<Optional<Authenticated>> authenticate(String text, List<String> audiences) {
    Optional<ServiceAccountToken> token;
    try {
      token = tokens.verify(text, audiences, clock.instant());
    } catch (PkiException e) {
      return Future.failedFuture(refused(e.getMessage()));
    }
    if (token.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    List<String> wanted = audiences.isEmpty() ? tokens.audiences() : audiences;
    List<String> common = token.get().audiences().stream().filter(wanted::contains).toList();
    var user = Optional.of(new Authenticated(user(token.get()), common));
    if (missing(token.get()) == null) {
      return Future.succeededFuture(user);
    }
    // The account or pod may be so new that this server has not heard of it yet.
    return cache
        .current()
        .compose(
            ignored -> {
              String missing = missing(token.get());
              return missing == null
                  ? Future.succeededFuture(user)
                  : Future.failedFuture(refused(missing));
            });
  }

  /** What the token needs and is not there any more; {@code null} if all is. */
  private String missing(ServiceAccountToken token) {
    if (!exists("serviceaccounts", token.namespace(), token.name(), token.uid())) {
      return "service account " + token.namespace() + "/" + token.name() + " has been deleted";
    }
    String resource =
        switch (token.boundKind()) {
          case "Pod" -> "pods";
          case "Secret" -> "secrets";
          case "Node" -> "nodes";
          default -> "";
        };
    String namespace = resource.equals("nodes") ? "" : token.namespace();
    return resource.isEmpty() || exists(resource, namespace, token.boundName(), token.boundUid())
        ? null
        : "service account token has been invalidated";
  }

  private boolean exists(String resource, String namespace, String name, String uid) {
    Entry entry = cache.snapshot(resource).get(ObjectKey.of(namespace, name));
    if (entry == null || !entry.uid().equals(uid)) {
      return false;
    }
    JsonObject object = entry.object();
    Instant deleted = Time.parse(Meta.deletionTimestamp(object));
    return deleted == null || clock.instant().isBefore(deleted.plusSeconds(LEEWAY_SECONDS));
  }

  /** The user a token stands for; also what a pod's own requests are authorized as. */
  static UserInfo user(ServiceAccountToken token) {
    Map<String, List<String>> extra = new HashMap<>();
    if (!token.id().isEmpty()) {
      extra.put(UserInfo.CREDENTIAL_ID, List.of("JTI=" + token.id()));
    }
    if (token.boundKind().equals("Pod")) {
      extra.put(EXTRA + "pod-name", List.of(token.boundName()));
      extra.put(EXTRA + "pod-uid", List.of(token.boundUid()));
    }
    if (!token.nodeName().isEmpty()) {
      extra.put(EXTRA + "node-name", List.of(token.nodeName()));
      if (!token.nodeUid().isEmpty()) {
        extra.put(EXTRA + "node-uid", List.of(token.nodeUid()));
      }
    }
    return new UserInfo(
        token.userName(),
        token.uid(),
        List.of("system:serviceaccounts", "system:serviceaccounts:" + token.namespace()),
        Map.copyOf(extra));
  }

  static ApiException refused(String why) {
    return new ApiException(Status.failure(Reason.UNAUTHORIZED, why));
  }
}
