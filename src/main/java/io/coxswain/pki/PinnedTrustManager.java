package io.coxswain.pki;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the one server a join token was made for: its chain must contain the authority whose
 * public key the token pins, and lead to it. The name in the certificate is not looked at (the
 * server may be reached by any address), and neither is time (a new device may think it is 1970).
 * For the first contact only; afterwards {@link #authority} is trusted in the ordinary way.
 */
public final class PinnedTrustManager extends X509ExtendedTrustManager {
  private final String authorityHash;
  private volatile X509Certificate authority; // set by a handshake, any thread

  public PinnedTrustManager(String authorityHash) {
    this.authorityHash = authorityHash;
  }

  /** The authority, once a handshake has succeeded; otherwise {@code null}. */
  public X509Certificate authority() {
    return authority;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    for (X509Certificate candidate : chain) {
      if (Certificates.publicKeyHash(candidate).equals(authorityHash)
          && candidate.getBasicConstraints() >= 0
          && Certificates.leadsTo(List.of(chain), List.of(candidate))) {
        authority = candidate;
        return;
      }
    }
    throw new CertificateException(
        "the server does not present the authority that the join token pins");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("not a server's trust");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("not a server's trust");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("not a server's trust");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
