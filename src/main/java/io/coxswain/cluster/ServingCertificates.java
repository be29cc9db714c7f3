package io.coxswain.cluster;

import io.coxswain.pki.CertificateAuthority;
import io.coxswain.pki.CertificateTemplate;
import io.coxswain.pki.Certificates;
import io.coxswain.pki.KeyedCertificate;
import io.coxswain.pki.Renewal;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The certificate HTTPS shows. Its chain ends with the authority itself, so that a new node can
 * compare that with the hash in its join token.
 */
public final class ServingCertificates {
  private static final Duration LIFETIME = Duration.ofDays(365);

  private ServingCertificates() {}

  /** A fresh one. */
  public static KeyedCertificate issue(
      CertificateAuthority authority,
      String serviceAddress,
      String clusterDomain,
      List<String> names,
      Instant now,
      SecureRandom random) {
    var template = CertificateTemplate.apiServer(serviceAddress, clusterDomain, names, LIFETIME);
    KeyedCertificate leaf = authority.issue(template, now, random);
    return new KeyedCertificate(List.of(leaf.certificate(), authority.certificate()), leaf.key());
  }

  /**
   * A stand-in until the authority is known: HTTPS opens and answers that the server is not ready.
   * Nobody trusts it.
   */
  public static KeyedCertificate standIn(Instant now, SecureRandom random) {
    CertificateAuthority nobody = CertificateAuthority.create("coxswain-starting", now, random);
    return issue(nobody, "127.0.0.1", "cluster.local", List.of(), now, random);
  }

  /** Whether {@code kept} is good to go on with: of this authority, not due, with all names. */
  public static boolean fits(
      KeyedCertificate kept,
      X509Certificate authority,
      String serviceAddress,
      Collection<String> names,
      Instant now) {
    return Certificates.isSignedBy(kept.certificate(), authority)
        && kept.chain().getLast().equals(authority)
        && !Renewal.decide(kept.certificate(), LIFETIME, now).due()
        && alternativeNames(kept.certificate()).containsAll(names)
        && alternativeNames(kept.certificate()).contains(serviceAddress);
  }

  private static Set<String> alternativeNames(X509Certificate certificate) {
    Set<String> out = new HashSet<>();
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        names.forEach(name -> out.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateParsingException e) {
      return Set.of(); // fits nothing: it will be made anew
    }
    return out;
  }
}
