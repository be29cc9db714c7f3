package io.coxswain.api.authn;

import io.coxswain.kube.ApiException;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.Keys;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Client certificates of the cluster's authority: the common name is the user, the organizations
 * are the groups (upstream: apiserver/pkg/authentication/request/x509).
 */
final class CertificateAuthenticator {
  private static final int REMEMBERED = 1_024;

  private final Supplier<List<X509Certificate>> authorities;
  private final InstantSource clock;
  // Signatures are checked once a certificate; any thread.
  private final Map<X509Certificate, UserInfo> verified = new ConcurrentHashMap<>();

  CertificateAuthenticator(Supplier<List<X509Certificate>> authorities, InstantSource clock) {
    this.authorities = authorities;
    this.clock = clock;
  }

  /**
   * @param chain leaf first, at least one
   * @throws ApiException Unauthorized
   */
  UserInfo authenticate(List<X509Certificate> chain) {
    X509Certificate leaf = chain.getFirst();
    Instant now = clock.instant();
    if (chain.stream().anyMatch(certificate -> !Certificates.validAt(certificate, now))) {
      throw ApiException.unauthorized();
    }
    UserInfo known = verified.get(leaf);
    if (known != null) {
      return known;
    }
    if (!Certificates.isClientOf(chain, authorities.get())) {
      throw ApiException.unauthorized();
    }
    UserInfo user = user(leaf);
    if (verified.size() >= REMEMBERED) {
      verified.clear();
    }
    verified.put(leaf, user);
    return user;
  }

  private static UserInfo user(X509Certificate leaf) {
    String name = Certificates.commonName(leaf);
    if (name.isEmpty()) {
      throw ApiException.unauthorized();
    }
    String print = HexFormat.of().formatHex(Keys.sha256(Certificates.der(leaf)));
    return new UserInfo(
        name,
        "",
        Certificates.organizations(leaf),
        Map.of(UserInfo.CREDENTIAL_ID, List.of("X509SHA256=" + print)));
  }
}
