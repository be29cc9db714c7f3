package io.coxswain.cache;

/**
 * One array with the bodies of many objects. Large arrays are never copied by the collector and
 * have nothing in them for it to follow. What has been written stays as it is.
 */
final class Slab {
  final byte[] bytes;

  // Owned by the feed: how far it is written, and what of that is in a tree.
  int used;
  int live;

  Slab(int capacity) {
    bytes = new byte[capacity];
  }

  /** An array that holds one body and nothing else. */
  Slab(byte[] body) {
    bytes = body;
    used = body.length;
  }
}
