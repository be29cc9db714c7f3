package io.coxswain.store;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM: 12 random bytes, then cipher text and tag; resource and key are associated data. */
public final class AesCipher implements BodyCipher {
  static final BodyCipher NONE = new AesCipher(Map.of(), (short) 0, Set.of(), null);

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final Map<Short, byte[]> keys;
  private final short current;
  private final Set<String> resources;
  private final SecureRandom random;

  /**
   * @param keys by number (from 1), 32 bytes each; old ones stay for what they have sealed
   * @param current the number of the key that seals
   * @param resources storage resources to seal, such as {@code secrets}
   */
  public AesCipher(
      Map<Short, byte[]> keys, short current, Set<String> resources, SecureRandom random) {
    this.keys = Map.copyOf(keys);
    this.current = current;
    this.resources = Set.copyOf(resources);
    this.random = random;
  }

  @Override
  public short keyFor(String resource) {
    return resources.contains(resource) ? current : 0;
  }

  @Override
  public byte[] seal(short key, String resource, ObjectKey object, byte[] plain) {
    if (key == 0) {
      return plain;
    }
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, 0, resource, object);
      byte[] sealed = new byte[NONCE + cipher.getOutputSize(plain.length)];
      System.arraycopy(nonce, 0, sealed, 0, NONCE);
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw ApiException.internal(e);
    }
  }

  @Override
  public byte[] open(short key, String resource, ObjectKey object, byte[] sealed) {
    if (key == 0) {
      return sealed;
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, key, sealed, 0, resource, object)
          .doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (GeneralSecurityException e) {
      throw ApiException.internal(
          new GeneralSecurityException(resource + " " + object + " cannot be decrypted", e));
    }
  }

  private Cipher cipher(
      int mode, short key, byte[] nonce, int offset, String resource, ObjectKey object)
      throws GeneralSecurityException {
    byte[] secret = keys.get(key);
    if (secret == null) {
      throw new GeneralSecurityException("the data key " + key + " is not known here");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(secret, "AES"),
        new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE));
    String address = resource + '\0' + object.namespace() + '\0' + object.name();
    cipher.updateAAD(address.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
