package io.coxswain.pki;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows the newest serving certificate to every new TLS connection, so that a renewal or the first
 * contact with the database needs no new listener. The initial one may be a stand-in that is
 * replaced once the authority is known.
 */
public final class ServingKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "serving";

  private volatile KeyedCertificate current; // any thread

  public ServingKeyManager(KeyedCertificate initial) {
    this.current = initial;
  }

  public KeyedCertificate current() {
    return current;
  }

  public void replace(KeyedCertificate next) {
    current = next;
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return matches(keyType) ? ALIAS : null;
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return matches(keyType) ? ALIAS : null;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return matches(keyType) ? new String[] {ALIAS} : null;
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return ALIAS;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return ALIAS;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return current.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return current.key();
  }

  // TLS 1.2 asks by cipher suite ("EC", "EC_EC", "RSA"), TLS 1.3 by signature ("EC", "RSASSA-PSS").
  private boolean matches(String keyType) {
    String own = current.key().getAlgorithm();
    return keyType.equals(own) || keyType.startsWith(own + "_") || keyType.startsWith(own + "SSA");
  }
}
