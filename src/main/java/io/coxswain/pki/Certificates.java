package io.coxswain.pki;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Reads certificates. */
public final class Certificates {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";

  private Certificates() {}

  public static X509Certificate read(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new PkiException("not a certificate", e);
    }
  }

  /** All certificates of a PEM text, at least one. */
  public static List<X509Certificate> read(String pem) {
    List<X509Certificate> out = new ArrayList<>();
    for (Pem block : Pem.blocks(pem)) {
      if (block.type().equals("CERTIFICATE")) {
        out.add(read(block.der()));
      }
    }
    if (out.isEmpty()) {
      throw new PkiException("no certificate in PEM text");
    }
    return out;
  }

  public static String pem(X509Certificate certificate) {
    return new Pem("CERTIFICATE", der(certificate)).text();
  }

  public static String pem(List<X509Certificate> certificates) {
    return certificates.stream().map(Certificates::pem).collect(Collectors.joining());
  }

  public static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new PkiException("certificate without encoding", e);
    }
  }

  /** The subject's common name, or empty. */
  public static String commonName(X509Certificate certificate) {
    List<String> names = subject(certificate, BCStyle.CN);
    return names.isEmpty() ? "" : names.getLast();
  }

  /** The subject's organizations in order: the groups of a Kubernetes client certificate. */
  public static List<String> organizations(X509Certificate certificate) {
    return subject(certificate, BCStyle.O);
  }

  private static List<String> subject(X509Certificate certificate, ASN1ObjectIdentifier attribute) {
    return attribute(
        X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()), attribute);
  }

  static List<String> attribute(X500Name name, ASN1ObjectIdentifier attribute) {
    List<String> out = new ArrayList<>();
    for (var rdn : name.getRDNs()) {
      for (var pair : rdn.getTypesAndValues()) {
        if (pair.getType().equals(attribute) && pair.getValue() instanceof ASN1String text) {
          out.add(text.getString());
        }
      }
    }
    return out;
  }

  /**
   * SHA-256 of the subject public key in hexadecimal, what a join token pins (and kubeadm's {@code
   * --discovery-token-ca-cert-hash sha256:…}).
   */
  public static String publicKeyHash(X509Certificate certificate) {
    return HexFormat.of().formatHex(Keys.sha256(certificate.getPublicKey().getEncoded()));
  }

  public static boolean validAt(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  /**
   * Whether {@code chain} (leaf first) leads to one of {@code roots} and its leaf may authenticate
   * a client. Time is not judged here, see {@link #validAt}.
   */
  public static boolean isClientOf(List<X509Certificate> chain, List<X509Certificate> roots) {
    if (chain.isEmpty() || !allowsClientAuth(chain.getFirst())) {
      return false;
    }
    return leadsTo(chain, roots);
  }

  /** Whether {@code chain} (leaf first, at most five long) is signed up to one of {@code roots}. */
  public static boolean leadsTo(List<X509Certificate> chain, List<X509Certificate> roots) {
    for (int i = 0; i < chain.size() && i < 5; i++) {
      X509Certificate certificate = chain.get(i);
      if (i > 0 && certificate.getBasicConstraints() < 0) {
        return false; // only an authority may sign the one before
      }
      for (X509Certificate root : roots) {
        if (isSignedBy(certificate, root)) {
          return true;
        }
      }
      if (i + 1 < chain.size() && !isSignedBy(certificate, chain.get(i + 1))) {
        return false;
      }
    }
    return false;
  }

  public static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
    if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean allowsClientAuth(X509Certificate certificate) {
    try {
      List<String> usages = certificate.getExtendedKeyUsage();
      return usages == null || usages.contains(CLIENT_AUTH) || usages.contains(ANY_USAGE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
