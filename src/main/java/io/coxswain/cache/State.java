package io.coxswain.cache;

/** All trees at one revision, published together by one volatile reference. */
record State(boolean loaded, long revision, Tree[] trees) {
  static final State EMPTY = new State(false, 0, new Tree[0]);

  Tree tree(Shelf shelf) {
    return shelf == null || shelf.index >= trees.length ? null : trees[shelf.index];
  }
}
