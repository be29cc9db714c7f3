package io.coxswain.pki;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The usages a certificate can be asked for (certificates.k8s.io/v1 KeyUsage). */
public enum KeyUsageName {
  SIGNING("signing", KeyUsage.digitalSignature, null),
  DIGITAL_SIGNATURE("digital signature", KeyUsage.digitalSignature, null),
  CONTENT_COMMITMENT("content commitment", KeyUsage.nonRepudiation, null),
  KEY_ENCIPHERMENT("key encipherment", KeyUsage.keyEncipherment, null),
  KEY_AGREEMENT("key agreement", KeyUsage.keyAgreement, null),
  DATA_ENCIPHERMENT("data encipherment", KeyUsage.dataEncipherment, null),
  CERT_SIGN("cert sign", KeyUsage.keyCertSign, null),
  CRL_SIGN("crl sign", KeyUsage.cRLSign, null),
  ENCIPHER_ONLY("encipher only", KeyUsage.encipherOnly, null),
  DECIPHER_ONLY("decipher only", KeyUsage.decipherOnly, null),
  ANY("any", 0, KeyPurposeId.anyExtendedKeyUsage),
  SERVER_AUTH("server auth", 0, KeyPurposeId.id_kp_serverAuth),
  CLIENT_AUTH("client auth", 0, KeyPurposeId.id_kp_clientAuth),
  CODE_SIGNING("code signing", 0, KeyPurposeId.id_kp_codeSigning),
  EMAIL_PROTECTION("email protection", 0, KeyPurposeId.id_kp_emailProtection),
  S_MIME("s/mime", 0, KeyPurposeId.id_kp_emailProtection),
  IPSEC_END_SYSTEM("ipsec end system", 0, KeyPurposeId.id_kp_ipsecEndSystem),
  IPSEC_TUNNEL("ipsec tunnel", 0, KeyPurposeId.id_kp_ipsecTunnel),
  IPSEC_USER("ipsec user", 0, KeyPurposeId.id_kp_ipsecUser),
  TIMESTAMPING("timestamping", 0, KeyPurposeId.id_kp_timeStamping),
  OCSP_SIGNING("ocsp signing", 0, KeyPurposeId.id_kp_OCSPSigning);

  private final String text;
  private final int bit;
  private final KeyPurposeId purpose;

  KeyUsageName(String text, int bit, KeyPurposeId purpose) {
    this.text = text;
    this.bit = bit;
    this.purpose = purpose;
  }

  /** As the API writes it. */
  public String text() {
    return text;
  }

  public static Optional<KeyUsageName> of(String text) {
    return Arrays.stream(values()).filter(u -> u.text.equals(text)).findFirst();
  }

  static int bits(Collection<KeyUsageName> usages) {
    return usages.stream().mapToInt(u -> u.bit).reduce(0, (a, b) -> a | b);
  }

  static List<KeyPurposeId> purposes(Collection<KeyUsageName> usages) {
    return usages.stream().filter(u -> u.purpose != null).map(u -> u.purpose).distinct().toList();
  }
}
