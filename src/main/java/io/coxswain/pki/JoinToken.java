package io.coxswain.pki;

import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What {@code coxswain agent --token} takes: {@code cx1.<id>.<secret>.<hash>}, a bootstrap token
 * and the SHA-256 of the cluster authority's public key in hexadecimal (what kubeadm calls the
 * discovery token CA certificate hash). With it a new node believes the right server without
 * anything else having been copied to it.
 */
public record JoinToken(BootstrapToken bootstrap, String authorityHash) {
  private static final Pattern FORMAT =
      Pattern.compile("cx1\\.([a-z0-9]{6}\\.[a-z0-9]{16})\\.([0-9a-fA-F]{64})");

  public static JoinToken of(BootstrapToken bootstrap, X509Certificate authority) {
    return new JoinToken(bootstrap, Certificates.publicKeyHash(authority));
  }

  /**
   * @throws PkiException with a sentence for the person who typed it
   */
  public static JoinToken parse(String text) {
    var matcher = FORMAT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new PkiException(
          "not a join token: expected cx1.<id>.<secret>.<hash> as `coxswain token` prints it");
    }
    return new JoinToken(
        BootstrapToken.parse(matcher.group(1)).orElseThrow(),
        matcher.group(2).toLowerCase(Locale.ROOT));
  }

  /** Whether {@code authority} is the one the token was made for. */
  public boolean pins(X509Certificate authority) {
    return authorityHash.equals(Certificates.publicKeyHash(authority));
  }

  public String text() {
    return "cx1." + bootstrap.text() + "." + authorityHash;
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return bootstrap.id();
  }
}
