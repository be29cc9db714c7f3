package io.coxswain.store.postgres;

import java.time.Duration;
import java.time.Instant;

/** A point of the past; times are the database's. */
public sealed interface Moment {
  /** Right after this revision. */
  record Revision(long revision) implements Moment {}

  record Time(Instant at) implements Moment {}

  record Ago(Duration ago) implements Moment {}

  /** As far back as history is kept. */
  record Horizon() implements Moment {}
}
