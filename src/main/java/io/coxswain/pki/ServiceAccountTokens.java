package io.coxswain.pki;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Issues and verifies service-account tokens; whether what they name exists is not known here. */
public final class ServiceAccountTokens {
  public static final String DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

  private final String issuer;
  private final List<String> audiences;
  private final SigningKeys keys;

  /**
   * @param audiences what this API server answers to; the first ones are put into tokens that ask
   *     for none. Upstream's default is the issuer alone.
   */
  public ServiceAccountTokens(String issuer, List<String> audiences, SigningKeys keys) {
    this.issuer = issuer;
    this.audiences = List.copyOf(audiences);
    this.keys = keys;
  }

  public List<String> audiences() {
    return audiences;
  }

  public String issuer() {
    return issuer;
  }

  public SigningKeys keys() {
    return keys;
  }

  public String issue(ServiceAccountToken token) {
    return Jwt.sign(token.claims(issuer), keys.signingKeyId(), keys.signingKey());
  }

  /**
   * Empty where the text is no token of this issuer, so that another authenticator may know it.
   *
   * @param wanted audiences of which the token must have one; empty: those of this API server
   * @throws PkiException for a token of this issuer that is forged, expired, early or for others
   */
  public Optional<ServiceAccountToken> verify(String text, List<String> wanted, Instant now) {
    Optional<Jwt> jwt = Jwt.parse(text);
    if (jwt.isEmpty() || !issuer.equals(jwt.get().claims().string("iss"))) {
      return Optional.empty();
    }
    if (!keys.signed(jwt.get())) {
      throw new PkiException("invalid signature");
    }
    ServiceAccountToken token = ServiceAccountToken.of(jwt.get().claims());
    checkTime(token, jwt.get().claims().integer("nbf", 0), now);
    List<String> needed = wanted.isEmpty() ? audiences : wanted;
    if (token.audiences().stream().noneMatch(needed::contains)) {
      throw new PkiException(
          "invalid bearer token: token audiences "
              + token.audiences()
              + " are not among "
              + needed);
    }
    if (token.namespace().isEmpty()
        || token.name().isEmpty()
        || token.uid().isEmpty()
        || !token.userName().equals(jwt.get().claims().string("sub"))) {
      throw new PkiException("token does not name its service account");
    }
    return Optional.of(token);
  }

  /** Upstream tolerates no skew on expiry; a minute on nbf serves servers whose clocks differ. */
  private static void checkTime(ServiceAccountToken token, long notBefore, Instant now) {
    if (!now.isBefore(token.expires())) {
      throw new PkiException("service account token has expired");
    }
    if (now.plusSeconds(60).isBefore(Instant.ofEpochSecond(notBefore))) {
      throw new PkiException("service account token is not valid yet");
    }
  }
}
