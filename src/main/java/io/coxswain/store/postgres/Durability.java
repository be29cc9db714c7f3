package io.coxswain.store.postgres;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Whether the database says that a write is done before a power cut could no longer take it. That
 * is its owner's to choose, so the ledger works with it, and says so with each new lane.
 */
final class Durability {
  private static final Logger LOG = System.getLogger(Durability.class.getName());

  private Durability() {}

  /** The settings as PostgreSQL shows them. */
  static void look(String fsync, String synchronousCommit) {
    String complaint = complaint(fsync, synchronousCommit);
    if (complaint != null) {
      LOG.log(Level.WARNING, complaint);
    }
  }

  /** {@code null}: what is acknowledged is durable. */
  static String complaint(String fsync, String synchronousCommit) {
    String lax =
        fsync.equals("off")
            ? "fsync"
            : synchronousCommit.equals("off") ? "synchronous_commit" : null;
    return lax == null
        ? null
        : "PostgreSQL has "
            + lax
            + " = off: a power cut may take writes that were acknowledged; set it to on";
  }
}
