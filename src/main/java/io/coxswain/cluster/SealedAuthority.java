package io.coxswain.cluster;

import java.util.Arrays;
import java.util.Objects;

/**
 * An authority or signing key as it may be stored: its private key is sealed.
 *
 * @param publicPart PEM: the certificate, or the public key where there is none
 */
public record SealedAuthority(String name, String publicPart, byte[] sealedKey) {

  @Override
  public boolean equals(Object other) {
    return other instanceof SealedAuthority that
        && name.equals(that.name)
        && publicPart.equals(that.publicPart)
        && Arrays.equals(sealedKey, that.sealedKey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, publicPart, Arrays.hashCode(sealedKey));
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return name;
  }
}
