package io.coxswain.store;

import io.coxswain.kube.ObjectKey;

/** One committed change, as the feed carries it. For a delete {@code body} is the last body. */
public record Change(
    long revision,
    Op op,
    String resource,
    ObjectKey key,
    String uid,
    String version,
    byte[] body,
    String by,
    String manager) {}
