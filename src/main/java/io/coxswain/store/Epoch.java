package io.coxswain.store;

import java.util.UUID;

/**
 * Which database this is, in which of its lives. Where it differs from the one followed before, a
 * failover may have lost the tail, and revisions have leapt.
 *
 * @param id made at random with every leap: two standbys of one primary, promoted one after the
 *     other, may have the same timeline
 */
public record Epoch(String system, int timeline, UUID id) {
  /** Whether the database still is the one this was recorded for. */
  public boolean isOf(String actualSystem, int actualTimeline) {
    return system.equals(actualSystem) && timeline == actualTimeline;
  }
}
