package io.coxswain.store;

import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * The ordered, durable log of changes and the objects they lead to. All methods are thread-safe.
 */
public interface Ledger {

  /**
   * Writes. Fails with ApiException ServiceUnavailable where the database is away and nothing was
   * written (it is safe to retry), never with an unknown outcome.
   */
  Future<Outcome> submit(Write write);

  /** A consistent read: the highest revision committed by anyone when the call was made. */
  Future<Long> head();

  /**
   * Loads everything at one revision, then follows. {@code load} is called for every object, {@code
   * loaded} once with that revision, then {@code batches} for every batch in order, all on one
   * thread. History inside the served horizon is replayed through {@link #history}.
   */
  Future<Void> follow(Consumer<Stored> load, Consumer<Loaded> loaded, Consumer<Batch> batches);

  /**
   * Changes after {@code from} up to {@code to} in order; fails with 410 where they are compacted.
   */
  Future<Batch> history(long from, long to);

  /** The oldest revision a watch may start from; below it clients get 410. */
  long compacted();

  /** The end of a load: its revision, and whether an epoch change voids all older revisions. */
  record Loaded(long revision, boolean newEpoch) {}

  Future<Void> close();
}
