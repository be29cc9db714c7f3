package io.coxswain.pki;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key from a passphrase: PBKDF2 with HMAC-SHA-256 (RFC 8018), slow on purpose. */
final class Passphrase {
  private Passphrase() {}

  /** 32 bytes, which is one block of the function. */
  static byte[] key(String passphrase, byte[] salt, int rounds) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(passphrase.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(salt);
      byte[] last = mac.doFinal(new byte[] {0, 0, 0, 1});
      byte[] out = last.clone();
      for (int round = 1; round < rounds; round++) {
        last = mac.doFinal(last);
        for (int i = 0; i < out.length; i++) {
          out[i] ^= last[i];
        }
      }
      return out;
    } catch (GeneralSecurityException e) {
      throw new PkiException("cannot make a key of the passphrase", e);
    }
  }
}
