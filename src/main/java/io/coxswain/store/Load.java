package io.coxswain.store;

import java.util.List;

/**
 * Everything at one revision, read in one snapshot.
 *
 * @param compacted the oldest revision that may be served
 * @param horizon the history reaches back to here ({@code >= compacted})
 * @param images what keys that changed after the horizon held at it
 * @param past changes after the horizon
 */
public record Load(
    Epoch epoch,
    long revision,
    long compacted,
    long horizon,
    List<Stored> objects,
    List<Stored> images,
    List<Change> past) {}
