package io.coxswain.store;

import io.coxswain.kube.ObjectKey;

/** Encryption at rest. Bound to the object: a body copied to another row does not open. */
public interface BodyCipher {
  /** The number of the data key new bodies of this resource are sealed with; 0: stored as it is. */
  short keyFor(String resource);

  byte[] seal(short key, String resource, ObjectKey object, byte[] plain);

  /**
   * Opens what {@link #seal} made.
   *
   * @throws io.coxswain.kube.ApiException InternalError where the key is unknown or the bytes are
   *     not of this object
   */
  byte[] open(short key, String resource, ObjectKey object, byte[] sealed);

  /** Seals nothing. */
  static BodyCipher none() {
    return AesCipher.NONE;
  }
}
