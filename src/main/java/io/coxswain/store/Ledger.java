package io.coxswain.store;

import io.vertx.core.Future;

/**
 * The ordered, durable log of changes and the objects they lead to. All methods are thread-safe;
 * futures complete on the caller's Vert.x context where there is one.
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
   * Loads everything at one revision, then follows, all calls in order and one at a time. Only one
   * follower a ledger.
   *
   * @return completes with the first load
   */
  Future<Void> follow(Follower follower);

  /** The oldest revision a watch may start from; below it clients get 410. */
  long compacted();

  /**
   * The end of a load.
   *
   * @param revision every change up to here is in the load
   * @param horizon changes after this revision were replayed as history
   * @param newEpoch the database is not the one followed before (a failover that lost the tail, or
   *     another cluster): every older revision is void
   */
  record Loaded(long revision, long horizon, boolean newEpoch) {}

  Future<Void> close();
}
