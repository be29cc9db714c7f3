package io.coxswain.pki;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The built-in signers of certificates.k8s.io and what each of them is ready to sign (upstream:
 * pkg/apis/certificates helpers and the signer controller).
 */
public enum CertificateSigner {
  API_SERVER_CLIENT("kubernetes.io/kube-apiserver-client"),
  API_SERVER_CLIENT_KUBELET("kubernetes.io/kube-apiserver-client-kubelet"),
  KUBELET_SERVING("kubernetes.io/kubelet-serving"),
  LEGACY_UNKNOWN("kubernetes.io/legacy-unknown");

  private static final Set<KeyUsageName> CLIENT_USAGES =
      EnumSet.of(
          KeyUsageName.KEY_ENCIPHERMENT, KeyUsageName.DIGITAL_SIGNATURE, KeyUsageName.CLIENT_AUTH);
  private static final Set<KeyUsageName> SERVING_USAGES =
      EnumSet.of(
          KeyUsageName.KEY_ENCIPHERMENT, KeyUsageName.DIGITAL_SIGNATURE, KeyUsageName.SERVER_AUTH);

  private final String signerName;

  CertificateSigner(String signerName) {
    this.signerName = signerName;
  }

  public String signerName() {
    return signerName;
  }

  /** The built-in signer of that name, or {@code null}: somebody else signs. */
  public static CertificateSigner of(String signerName) {
    for (CertificateSigner signer : values()) {
      if (signer.signerName.equals(signerName)) {
        return signer;
      }
    }
    return null;
  }

  /**
   * Why the request is not one for this signer, {@code null} if it is.
   *
   * @param usages {@code spec.usages}
   */
  public String refuses(SigningRequest request, List<String> usages) {
    Set<KeyUsageName> known = EnumSet.noneOf(KeyUsageName.class);
    for (String usage : usages) {
      var name = KeyUsageName.of(usage);
      if (name.isEmpty()) {
        return "unrecognized usage " + usage;
      }
      known.add(name.get());
    }
    return switch (this) {
      case LEGACY_UNKNOWN -> null;
      case API_SERVER_CLIENT -> {
        if (!CLIENT_USAGES.containsAll(known)) {
          yield "usages must be among key encipherment, digital signature, client auth";
        }
        yield known.contains(KeyUsageName.CLIENT_AUTH) ? null : "usages must include client auth";
      }
      case API_SERVER_CLIENT_KUBELET -> {
        if (!request.dnsNames().isEmpty()) {
          yield "DNS subjectAltNames are not allowed";
        }
        if (!request.ipAddresses().isEmpty()) {
          yield "IP subjectAltNames are not allowed";
        }
        yield nodeRequest(request, known, CLIENT_USAGES, KeyUsageName.CLIENT_AUTH);
      }
      case KUBELET_SERVING -> {
        if (request.dnsNames().isEmpty() && request.ipAddresses().isEmpty()) {
          yield "DNS or IP subjectAltName is required";
        }
        yield nodeRequest(request, known, SERVING_USAGES, KeyUsageName.SERVER_AUTH);
      }
    };
  }

  private static String nodeRequest(
      SigningRequest request,
      Set<KeyUsageName> usages,
      Set<KeyUsageName> allowed,
      KeyUsageName needed) {
    if (!request.organizations().equals(List.of("system:nodes"))) {
      return "subject organization is not system:nodes";
    }
    if (!request.emailAddresses().isEmpty()) {
      return "email subjectAltNames are not allowed";
    }
    if (!request.uris().isEmpty()) {
      return "URI subjectAltNames are not allowed";
    }
    if (!request.commonName().startsWith("system:node:")) {
      return "subject common name does not begin with system:node:";
    }
    if (!allowed.containsAll(usages)
        || !usages.contains(needed)
        || !usages.contains(KeyUsageName.DIGITAL_SIGNATURE)) {
      return "usages did not match " + needed.text() + " and digital signature";
    }
    return null;
  }

  /**
   * Signs an approved request.
   *
   * @param expirationSeconds {@code spec.expirationSeconds}, 0 where unset; the shorter of it and a
   *     year counts
   * @throws PkiException where {@link #refuses} says so
   */
  public X509Certificate sign(
      CertificateAuthority authority,
      SigningRequest request,
      List<String> usages,
      long expirationSeconds,
      Instant now,
      SecureRandom random) {
    String refusal = refuses(request, usages);
    if (refusal != null) {
      throw new PkiException(refusal);
    }
    Set<KeyUsageName> known = EnumSet.noneOf(KeyUsageName.class);
    usages.forEach(usage -> KeyUsageName.of(usage).ifPresent(known::add));
    Duration year = Duration.ofDays(365);
    Duration asked = expirationSeconds > 0 ? Duration.ofSeconds(expirationSeconds) : year;
    var template =
        new CertificateTemplate(
            request.commonName(),
            request.organizations(),
            request.dnsNames(),
            request.ipAddresses(),
            known,
            asked.compareTo(year) < 0 ? asked : year);
    return authority.sign(template, request.publicKey(), now, random);
  }
}
