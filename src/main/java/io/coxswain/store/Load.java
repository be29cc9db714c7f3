package io.coxswain.store;

import java.util.List;

/**
 * Everything at one revision, read in one snapshot.
 *
 * @param objects empty where the follower was given them while they were read
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
    List<Change> past) {

  /** Gives a follower what comes after the objects. */
  public void finish(Follower follower, boolean newEpoch) {
    images.forEach(follower::image);
    past.forEach(follower::past);
    follower.loaded(new Ledger.Loaded(revision, horizon, newEpoch));
  }
}
