package io.coxswain.store;

import io.coxswain.kube.ObjectKey;

/** One object as it is stored. */
public record Stored(
    String resource, ObjectKey key, String uid, long revision, String version, byte[] body) {}
