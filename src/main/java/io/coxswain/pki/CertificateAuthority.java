package io.coxswain.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** A certificate authority: a self-signed certificate and its key. */
public final class CertificateAuthority {
  /** Upstream's signers backdate by this much, for clients whose clocks are a little behind. */
  static final Duration BACKDATE = Duration.ofMinutes(5);

  /** No clock of ours is earlier than this unless it is wrong. */
  static final Instant FLOOR = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(36_500);

  private final X509Certificate certificate;
  private final PrivateKey key;

  public CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * A new authority. It is valid from 1970 to a century from now, so that a device whose clock was
   * wrong on the first day is not locked out when the clock is set.
   */
  public static CertificateAuthority create(String commonName, Instant now, SecureRandom random) {
    KeyPair pair = Keys.generate(random);
    X500Name name = name(commonName, List.of());
    Instant from = now.isBefore(FLOOR) ? FLOOR : now;
    var builder =
        builder(name, name, Instant.EPOCH, from.plus(AUTHORITY_LIFETIME), pair.getPublic(), random);
    try {
      int usage = KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign;
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(Extension.subjectKeyIdentifier, false, subjectKey(pair.getPublic()));
      if (!commonName.isEmpty()) {
        // Go clients ignore the common name where they look for names; kubeadm does the same.
        var names = new GeneralNames(new GeneralName(GeneralName.dNSName, commonName));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
    } catch (IOException e) {
      throw new PkiException("cannot write a certificate", e);
    }
    return new CertificateAuthority(built(builder, pair.getPrivate()), pair.getPrivate());
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public PrivateKey key() {
    return key;
  }

  /** A certificate for a new key. */
  public KeyedCertificate issue(CertificateTemplate template, Instant now, SecureRandom random) {
    return issue(template, Keys.generate(random), now, random);
  }

  /** A certificate for {@code pair}. */
  public KeyedCertificate issue(
      CertificateTemplate template, KeyPair pair, Instant now, SecureRandom random) {
    return new KeyedCertificate(
        List.of(sign(template, pair.getPublic(), from(now), now, random)), pair.getPrivate());
  }

  /**
   * What the cluster makes for itself is valid from the authority's beginning on: one that was made
   * while the clock was ahead is still good when it is set right.
   */
  private Instant from(Instant now) {
    Instant beginning = certificate.getNotBefore().toInstant();
    Instant usual = now.minus(BACKDATE);
    return beginning.isBefore(usual) ? beginning : usual;
  }

  /** A certificate for {@code subject}, never longer than the authority's own. */
  public X509Certificate sign(
      CertificateTemplate template, PublicKey subject, Instant now, SecureRandom random) {
    return sign(template, subject, now.minus(BACKDATE), now, random);
  }

  private X509Certificate sign(
      CertificateTemplate template,
      PublicKey subject,
      Instant from,
      Instant now,
      SecureRandom random) {
    Instant end = now.plus(template.lifetime());
    Instant last = certificate.getNotAfter().toInstant();
    var builder =
        builder(
            X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
            name(template.commonName(), template.organizations()),
            from,
            end.isAfter(last) ? last : end,
            subject,
            random);
    try {
      int bits = KeyUsageName.bits(template.usages());
      if (bits != 0) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
      }
      List<KeyPurposeId> purposes = KeyUsageName.purposes(template.usages());
      if (!purposes.isEmpty()) {
        var usage = new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
        builder.addExtension(Extension.extendedKeyUsage, false, usage);
      }
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new AuthorityKeyIdentifier(subjectKey(certificate.getPublicKey()).getKeyIdentifier()));
      GeneralNames names = names(template.dnsNames(), template.ipAddresses());
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
    } catch (IOException e) {
      throw new PkiException("cannot write a certificate", e);
    }
    return built(builder, key);
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      Instant from,
      Instant to,
      PublicKey subjectKey,
      SecureRandom random) {
    return new X509v3CertificateBuilder(
        issuer,
        new BigInteger(127, random).setBit(126), // positive, never zero, 16 bytes
        Date.from(from.truncatedTo(ChronoUnit.SECONDS)),
        Date.from(to.truncatedTo(ChronoUnit.SECONDS)),
        subject,
        SubjectPublicKeyInfo.getInstance(subjectKey.getEncoded()));
  }

  private static X509Certificate built(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return Certificates.read(builder.build(new Signer(key)).getEncoded());
    } catch (IOException e) {
      throw new PkiException("cannot write a certificate", e);
    }
  }

  private static SubjectKeyIdentifier subjectKey(PublicKey key) {
    var bits = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getBytes();
    byte[] digest = new byte[20];
    System.arraycopy(Keys.sha256(bits), 0, digest, 0, 20); // RFC 7093 method 1
    return new SubjectKeyIdentifier(digest);
  }

  static X500Name name(String commonName, List<String> organizations) {
    var builder = new X500NameBuilder(BCStyle.INSTANCE);
    for (String organization : organizations) {
      builder.addRDN(BCStyle.O, text(organization));
    }
    return builder.addRDN(BCStyle.CN, text(commonName)).build();
  }

  /** As it stands: the builder's own reading of text gives meaning to {@code #} and backslashes. */
  private static ASN1Encodable text(String value) {
    return new DERUTF8String(value);
  }

  static GeneralNames names(List<String> dnsNames, List<String> ipAddresses) {
    List<GeneralName> out = new ArrayList<>();
    dnsNames.forEach(name -> out.add(new GeneralName(GeneralName.dNSName, name)));
    ipAddresses.forEach(address -> out.add(new GeneralName(GeneralName.iPAddress, address)));
    return out.isEmpty() ? null : new GeneralNames(out.toArray(GeneralName[]::new));
  }
}
