package io.coxswain.store;

/**
 * Who follows the ledger: first a load, then every change. All calls come one after the other.
 *
 * <p>A load is {@code begin}, {@code object} for each object, {@code image} and {@code past} to
 * refill the history inside the served horizon, then {@code loaded}. It can happen again: after a
 * change of epoch, or where the follower was away for longer than history is kept.
 */
public interface Follower {

  /** A load begins; what an unfinished earlier load brought is void. */
  void begin();

  /** An object as it is at the revision of the load. */
  void object(Stored object);

  /** What a key held at the horizon, for keys that changed after it. */
  void image(Stored image);

  /** A change between the horizon and the load, in order. */
  void past(Change change);

  void loaded(Ledger.Loaded loaded);

  /** What was committed next. */
  void batch(Batch batch);
}
