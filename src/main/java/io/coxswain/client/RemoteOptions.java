package io.coxswain.client;

import java.net.URI;
import java.util.function.Supplier;

/**
 * Where an API server is and how to prove who we are.
 *
 * @param server such as {@code https://10.0.0.1:6443}
 * @param caPem trusted authorities; empty: the platform's own
 * @param certificatePem client certificate chain, empty without
 * @param keyPem its private key (PKCS #8), empty without
 * @param token asked for every call; {@code null} or an empty answer: no bearer token
 */
public record RemoteOptions(
    URI server, String caPem, String certificatePem, String keyPem, Supplier<String> token) {

  public static RemoteOptions certificate(
      URI server, String caPem, String certificatePem, String keyPem) {
    return new RemoteOptions(server, caPem, certificatePem, keyPem, null);
  }

  public static RemoteOptions token(URI server, String caPem, Supplier<String> token) {
    return new RemoteOptions(server, caPem, "", "", token);
  }

  /** The same server and authorities with another client certificate. */
  public RemoteOptions withCertificate(String certificatePem, String keyPem) {
    return new RemoteOptions(server, caPem, certificatePem, keyPem, token);
  }
}
