package io.coxswain.pki;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** A PKCS#10 request whose signature was verified: its sender holds the key. */
public record SigningRequest(
    String commonName,
    List<String> organizations,
    List<String> dnsNames,
    List<String> ipAddresses,
    List<String> emailAddresses,
    List<String> uris,
    PublicKey publicKey) {

  /** PEM text of a new request, signed with {@code pair}. */
  public static String create(
      String commonName,
      List<String> organizations,
      List<String> dnsNames,
      List<String> ipAddresses,
      KeyPair pair) {
    var builder =
        new PKCS10CertificationRequestBuilder(
            CertificateAuthority.name(commonName, organizations),
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    try {
      GeneralNames names = CertificateAuthority.names(dnsNames, ipAddresses);
      if (names != null) {
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false, names);
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      byte[] der = builder.build(new Signer(pair.getPrivate())).getEncoded();
      return new Pem("CERTIFICATE REQUEST", der).text();
    } catch (IOException e) {
      throw new PkiException("cannot write a certificate request", e);
    }
  }

  /** Reads the first request of a PEM text and verifies that it was signed by its own key. */
  public static SigningRequest parse(String pem) {
    for (Pem block : Pem.blocks(pem)) {
      if (block.type().equals("CERTIFICATE REQUEST")
          || block.type().equals("NEW CERTIFICATE REQUEST")) {
        return parse(block.der());
      }
    }
    throw new PkiException("PEM block type must be CERTIFICATE REQUEST");
  }

  private static SigningRequest parse(byte[] der) {
    try {
      var request = new PKCS10CertificationRequest(der);
      PublicKey key = Keys.publicKey(request.getSubjectPublicKeyInfo().getEncoded());
      byte[] signed = request.toASN1Structure().getCertificationRequestInfo().getEncoded("DER");
      var algorithm = request.getSignatureAlgorithm().getAlgorithm();
      if (!Signer.verifies(algorithm, key, signed, request.getSignature())) {
        throw new PkiException("the request's signature does not match its key");
      }
      List<String> dns = new ArrayList<>();
      List<String> addresses = new ArrayList<>();
      List<String> emails = new ArrayList<>();
      List<String> uris = new ArrayList<>();
      var extensions = request.getRequestedExtensions();
      if (extensions != null) {
        var names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        for (GeneralName name : names == null ? new GeneralName[0] : names.getNames()) {
          switch (name.getTagNo()) {
            case GeneralName.dNSName -> dns.add(name.getName().toString());
            case GeneralName.rfc822Name -> emails.add(name.getName().toString());
            case GeneralName.uniformResourceIdentifier -> uris.add(name.getName().toString());
            case GeneralName.iPAddress ->
                addresses.add(address(ASN1OctetString.getInstance(name.getName()).getOctets()));
            default -> throw new PkiException("unknown kind of subject alternative name");
          }
        }
      }
      var commonNames = Certificates.attribute(request.getSubject(), BCStyle.CN);
      return new SigningRequest(
          commonNames.isEmpty() ? "" : commonNames.getLast(),
          Certificates.attribute(request.getSubject(), BCStyle.O),
          dns,
          addresses,
          emails,
          uris,
          key);
    } catch (IOException | IllegalArgumentException e) {
      throw new PkiException("not a certificate request", e);
    }
  }

  private static String address(byte[] octets) {
    try {
      return java.net.InetAddress.getByAddress(octets).getHostAddress(); // no lookup: raw octets
    } catch (java.net.UnknownHostException e) {
      throw new PkiException("not an address", e);
    }
  }
}
