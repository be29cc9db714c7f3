package io.coxswain.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Makes and reads keys. Ours are EC P-256, but for those in users' kubeconfigs, which are RSA; RSA
 * and Ed25519 keys of others are read.
 */
public final class Keys {
  private Keys() {}

  /** A new EC P-256 key pair. */
  public static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new PkiException("no EC keys on this machine", e);
    }
  }

  /**
   * A new RSA key pair of 2048 bits, for clients of others: some of those (fabric8 without
   * BouncyCastle) read no EC key. Takes a good part of a second on small machines.
   */
  public static KeyPair generateRsa(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new PkiException("no RSA keys on this machine", e);
    }
  }

  /** Reads a PKCS#8 private key. */
  public static PrivateKey privateKey(byte[] pkcs8) {
    try {
      var info = PrivateKeyInfo.getInstance(pkcs8);
      var algorithm = algorithm(info.getPrivateKeyAlgorithm().getAlgorithm());
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new PkiException("not a private key", e);
    }
  }

  /** Reads a PKCS#8, SEC 1 ({@code EC PRIVATE KEY}) or PKCS#1 ({@code RSA PRIVATE KEY}) block. */
  public static PrivateKey privateKey(String pem) {
    for (Pem block : Pem.blocks(pem)) {
      switch (block.type()) {
        case "PRIVATE KEY" -> {
          return privateKey(block.der());
        }
        case "EC PRIVATE KEY" -> {
          return privateKey(wrapSec1(block.der()));
        }
        case "RSA PRIVATE KEY" -> {
          var rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
          return privateKey(wrap(rsa, block.der()));
        }
        default -> {
          continue; // such as EC PARAMETERS, which openssl writes first
        }
      }
    }
    throw new PkiException("no private key in PEM text");
  }

  /** Reads a SubjectPublicKeyInfo. */
  public static PublicKey publicKey(byte[] spki) {
    try {
      var info = SubjectPublicKeyInfo.getInstance(spki);
      var algorithm = algorithm(info.getAlgorithm().getAlgorithm());
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new PkiException("not a public key", e);
    }
  }

  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new PkiException("no SHA-256 on this machine", e);
    }
  }

  private static byte[] wrapSec1(byte[] der) {
    try {
      var key = ECPrivateKey.getInstance(ASN1Primitive.fromByteArray(der));
      var id =
          new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject());
      return wrap(id, der);
    } catch (IOException | IllegalArgumentException e) {
      throw new PkiException("not an EC private key", e);
    }
  }

  private static byte[] wrap(AlgorithmIdentifier algorithm, byte[] der) {
    try {
      return new PrivateKeyInfo(algorithm, ASN1Primitive.fromByteArray(der)).getEncoded();
    } catch (IOException e) {
      throw new PkiException("not a private key", e);
    }
  }

  private static String algorithm(ASN1ObjectIdentifier id) {
    if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    }
    if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    if (id.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return "Ed25519";
    }
    throw new PkiException("unknown key algorithm " + id);
  }
}
