package io.coxswain.pki;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals private keys for the database with the key of {@code DIR/cluster.key}: AES-256-GCM, a fresh
 * 12-byte nonce before the ciphertext, the purpose bound as associated data so that one sealed
 * value cannot stand in for another.
 */
public final class Sealing {
  /** Bytes of a sealing key. */
  public static final int KEY_BYTES = 32;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String WRAPPED = "pbkdf2-hmac-sha256";
  private static final int ROUNDS = 600_000;
  private static final int MOST_ROUNDS = 10_000_000;

  private final SecretKeySpec key;
  private final SecureRandom random;

  public Sealing(byte[] key, SecureRandom random) {
    if (key.length != KEY_BYTES) {
      throw new PkiException("a sealing key has 32 bytes, this one " + key.length);
    }
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  public static byte[] newKey(SecureRandom random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return key;
  }

  public byte[] seal(byte[] plain, String purpose) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, plain, 0, purpose);
    byte[] out = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, out, NONCE_BYTES, sealed.length);
    return out;
  }

  /**
   * @throws PkiException where the key or the purpose is another, or the bytes were changed
   */
  public byte[] open(byte[] sealed, String purpose) {
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new PkiException("sealed " + purpose + " is too short");
    }
    return run(
        Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), sealed, NONCE_BYTES, purpose);
  }

  /**
   * A further key of 32 bytes, bound to {@code purpose}; the same for everybody who has this one.
   */
  public byte[] derive(String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new PkiException("cannot derive the key for " + purpose, e);
    }
  }

  /** Tells this key from others and nothing else about it. */
  public String check() {
    return HexFormat.of().formatHex(derive("check of the sealing key"), 0, 8);
  }

  /**
   * This key under a passphrase, as text: the function, its rounds, the salt, the sealed key. Takes
   * a good part of a second.
   */
  public String wrapped(String passphrase) {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    Sealing outer = new Sealing(Passphrase.key(passphrase, salt, ROUNDS), random);
    HexFormat hex = HexFormat.of();
    return String.join(
        ":",
        WRAPPED,
        Integer.toString(ROUNDS),
        hex.formatHex(salt),
        hex.formatHex(outer.seal(key.getEncoded(), WRAPPED)));
  }

  /**
   * The key that {@link #wrapped} hid.
   *
   * @throws PkiException where the passphrase is another, or the text was changed
   */
  public static byte[] unwrap(String wrapped, String passphrase, SecureRandom random) {
    String[] parts = wrapped.split(":");
    try {
      int rounds = Integer.parseInt(parts[1]);
      if (parts.length != 4 || !parts[0].equals(WRAPPED) || rounds > MOST_ROUNDS) {
        throw new PkiException("not a key under a passphrase");
      }
      byte[] salt = HexFormat.of().parseHex(parts[2]);
      return new Sealing(Passphrase.key(passphrase, salt, rounds), random)
          .open(HexFormat.of().parseHex(parts[3]), WRAPPED);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new PkiException("not a key under a passphrase", e);
    }
  }

  private byte[] run(int mode, byte[] nonce, byte[] in, int from, String purpose) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(in, from, in.length - from);
    } catch (GeneralSecurityException e) {
      throw new PkiException(
          "cannot open the sealed " + purpose + ": another sealing key, or damaged", e);
    }
  }
}
