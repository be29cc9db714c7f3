package io.coxswain.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class DurabilityTest {
  private static final String REST =
      " = off: a power cut may take writes that were acknowledged; set it to on";

  @Test
  void aDatabaseThatAcknowledgesTooEarlyIsComplainedAbout() {
    assertEquals("PostgreSQL has fsync" + REST, Durability.complaint("off", "on"));
    assertEquals("PostgreSQL has synchronous_commit" + REST, Durability.complaint("on", "off"));
  }

  /** Standbys are another matter: they may lag, the primary may not. */
  @Test
  void whatIsOnThePrimarysDiskIsDurable() {
    assertNull(Durability.complaint("on", "on"));
    assertNull(Durability.complaint("on", "local"));
    assertNull(Durability.complaint("on", "remote_apply"));
  }
}
