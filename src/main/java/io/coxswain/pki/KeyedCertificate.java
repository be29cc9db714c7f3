package io.coxswain.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate chain (leaf first) and the leaf's private key: a TLS identity. */
public record KeyedCertificate(List<X509Certificate> chain, PrivateKey key) {
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  public String certificatePem() {
    return Certificates.pem(chain);
  }

  /** PKCS#8. */
  public String keyPem() {
    return new Pem("PRIVATE KEY", key.getEncoded()).text();
  }

  /** Reads both; the key may stand in the same text as the chain. */
  public static KeyedCertificate read(String certificatePem, String keyPem) {
    return new KeyedCertificate(Certificates.read(certificatePem), Keys.privateKey(keyPem));
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return certificate().getSubjectX500Principal().getName();
  }
}
