package io.coxswain.cache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the cache holds of one resource besides its objects. */
final class Shelf {
  final String resource;

  /** Place of its tree in {@link State}. */
  final int index;

  final Ring.Chain chain = new Ring.Chain();
  final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param horizon history up to here is not to be had
   */
  Shelf(String resource, int index, long horizon) {
    this.resource = resource;
    this.index = index;
    this.chain.evicted = horizon;
  }
}
