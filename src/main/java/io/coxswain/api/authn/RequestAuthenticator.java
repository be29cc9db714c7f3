package io.coxswain.api.authn;

import io.coxswain.kube.ApiException;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Upstream's order: the client certificate, then the bearer token. A certificate that is not good
 * does not forbid a token that is. Users found are in {@code system:authenticated}.
 */
public final class RequestAuthenticator implements Authenticator {
  private final CertificateAuthenticator certificates;
  private final TokenAuthenticator tokens;

  /**
   * @param authorities whose client certificates are believed: read at each new certificate, so
   *     that they may change
   */
  public RequestAuthenticator(
      Supplier<List<X509Certificate>> authorities, TokenAuthenticator tokens, InstantSource clock) {
    this.certificates = new CertificateAuthenticator(authorities, clock);
    this.tokens = tokens;
  }

  @Override
  public Future<UserInfo> authenticate(Credentials credentials) {
    boolean token = credentials.bearerToken() != null && !credentials.bearerToken().isBlank();
    if (!credentials.certificates().isEmpty()) {
      try {
        UserInfo user = certificates.authenticate(credentials.certificates());
        return Future.succeededFuture(user.withGroup(UserInfo.AUTHENTICATED));
      } catch (ApiException e) {
        if (!token) {
          return Future.failedFuture(e);
        }
      }
    }
    if (!token) {
      return Future.succeededFuture(UserInfo.ANONYMOUS);
    }
    return tokens
        .authenticate(credentials.bearerToken().strip(), List.of())
        .transform(
            result -> {
              if (result.succeeded() && result.result().isPresent()) {
                return Future.succeededFuture(result.result().get().user());
              }
              // Why a token was refused is nobody's business but its owner's.
              return Future.failedFuture(ApiException.unauthorized());
            });
  }
}
