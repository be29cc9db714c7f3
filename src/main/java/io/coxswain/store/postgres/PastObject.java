package io.coxswain.store.postgres;

import io.coxswain.kube.ObjectKey;

/**
 * An object then and now.
 *
 * @param sealed its kind is encrypted: both texts are {@code null}
 * @param existed whether it was there then
 * @param exists whether it is there now
 * @param before JSON, or {@code null}; also of leases, whose past is not kept
 * @param after JSON, or {@code null}
 */
public record PastObject(
    String resource,
    ObjectKey key,
    boolean sealed,
    boolean existed,
    boolean exists,
    String before,
    String after) {}
