package io.coxswain.store;

import io.coxswain.kube.ObjectKey;

/**
 * One committed change, as the feed carries it.
 *
 * @param body for a delete the last body. {@code null} for a lease's update that was already
 *     overtaken by a later one when it was read: {@code change} keeps no bodies of leases, and the
 *     later one follows in the same batch
 */
public record Change(
    long revision,
    Op op,
    String resource,
    ObjectKey key,
    String uid,
    String version,
    byte[] body,
    String by,
    String manager) {

  /** What the key holds after this change (for a delete: its last content). */
  public Stored stored() {
    return new Stored(resource, key, uid, revision, version, body);
  }
}
