package io.coxswain.api.authn;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a request presents.
 *
 * @param bearerToken or {@code null}
 * @param certificates the TLS client chain, leaf first; empty without one
 */
public record Credentials(String bearerToken, List<X509Certificate> certificates) {}
