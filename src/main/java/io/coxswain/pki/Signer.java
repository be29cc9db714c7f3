package io.coxswain.pki;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;

/** Signs BouncyCastle's structures with the JDK, so that no provider must be registered. */
final class Signer implements ContentSigner {
  private final PrivateKey key;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Signer(PrivateKey key) {
    this.key = key;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return switch (key.getAlgorithm()) {
      case "RSA" ->
          new AlgorithmIdentifier(
              PKCSObjectIdentifiers.sha256WithRSAEncryption,
              org.bouncycastle.asn1.DERNull.INSTANCE);
      case "EdDSA", "Ed25519" -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
      default -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return bytes;
  }

  @Override
  public byte[] getSignature() {
    try {
      Signature signature = Signature.getInstance(name(getAlgorithmIdentifier().getAlgorithm()));
      signature.initSign(key);
      signature.update(bytes.toByteArray());
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new PkiException("cannot sign", e);
    }
  }

  static boolean verifies(
      ASN1ObjectIdentifier algorithm, PublicKey key, byte[] signed, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(name(algorithm));
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String name(ASN1ObjectIdentifier algorithm) {
    return switch (algorithm.getId()) {
      case "1.2.840.10045.4.3.2" -> "SHA256withECDSA";
      case "1.2.840.10045.4.3.3" -> "SHA384withECDSA";
      case "1.2.840.10045.4.3.4" -> "SHA512withECDSA";
      case "1.2.840.113549.1.1.11" -> "SHA256withRSA";
      case "1.2.840.113549.1.1.12" -> "SHA384withRSA";
      case "1.2.840.113549.1.1.13" -> "SHA512withRSA";
      case "1.3.101.112" -> "Ed25519";
      default -> throw new PkiException("unknown signature algorithm " + algorithm.getId());
    };
  }
}
