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

  Shelf(String resource, int index) {
    this.resource = resource;
    this.index = index;
  }
}
