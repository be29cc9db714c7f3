package io.coxswain.store;

import io.coxswain.kube.ObjectKey;
import java.time.Duration;

/**
 * One write, decided against a known state of its key.
 *
 * @param resource group and plural, such as {@code deployments.apps}
 * @param expected the revision the key must have; 0 for {@link Op#CREATE}: the key must be absent
 * @param uid of the object
 * @param body the object in its storage version, JSON in UTF-8, without {@code
 *     metadata.resourceVersion}; for a delete the last body (with its final metadata)
 * @param version the storage version, such as {@code v1}
 * @param lives how long after this write the object ends by itself, at the latest when the longest
 *     life has passed under one leader; {@code null}: it does not
 * @param by user name of the writer
 * @param manager field manager, may be empty
 */
public record Write(
    Op op,
    String resource,
    ObjectKey key,
    long expected,
    String uid,
    String version,
    byte[] body,
    Duration lives,
    String by,
    String manager) {}
