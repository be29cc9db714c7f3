package io.coxswain.cache;

import io.coxswain.kube.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A persistent sorted map of entries by key: a weight-balanced tree (Adams; Hirai and Yamamoto's
 * parameters 3 and 2). {@code null} is the empty tree. One change copies O(log n) nodes; sizes make
 * counting a range O(log n).
 */
final class Tree {
  private static final int DELTA = 3;
  private static final int RATIO = 2;

  final Entry entry;
  final Tree left;
  final Tree right;
  final int size;

  private Tree(Tree left, Entry entry, Tree right) {
    this.entry = entry;
    this.left = left;
    this.right = right;
    this.size = size(left) + size(right) + 1;
  }

  static int size(Tree tree) {
    return tree == null ? 0 : tree.size;
  }

  static Entry get(Tree tree, ObjectKey key) {
    Tree at = tree;
    while (at != null) {
      int order = key.compareTo(at.entry.key());
      if (order == 0) {
        return at.entry;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  static Tree with(Tree tree, Entry entry) {
    if (tree == null) {
      return new Tree(null, entry, null);
    }
    int order = entry.key().compareTo(tree.entry.key());
    if (order == 0) {
      return new Tree(tree.left, entry, tree.right);
    }
    return order < 0
        ? balanced(with(tree.left, entry), tree.entry, tree.right)
        : balanced(tree.left, tree.entry, with(tree.right, entry));
  }

  static Tree without(Tree tree, ObjectKey key) {
    if (tree == null) {
      return null;
    }
    int order = key.compareTo(tree.entry.key());
    if (order == 0) {
      return joined(tree.left, tree.right);
    }
    return order < 0
        ? balanced(without(tree.left, key), tree.entry, tree.right)
        : balanced(tree.left, tree.entry, without(tree.right, key));
  }

  /** A tree of entries that are sorted by key, each key once. */
  static Tree of(List<Entry> sorted) {
    return of(sorted, 0, sorted.size());
  }

  private static Tree of(List<Entry> sorted, int from, int to) {
    if (from >= to) {
      return null;
    }
    int middle = (from + to) >>> 1;
    return new Tree(of(sorted, from, middle), sorted.get(middle), of(sorted, middle + 1, to));
  }

  /** How many keys come before {@code key}. */
  static int before(Tree tree, ObjectKey key) {
    int count = 0;
    Tree at = tree;
    while (at != null) {
      if (key.compareTo(at.entry.key()) <= 0) {
        at = at.left;
      } else {
        count += size(at.left) + 1;
        at = at.right;
      }
    }
    return count;
  }

  /** Entries in key order, from the first key at or after {@code from} ({@code null}: all). */
  static Iterator<Entry> iterator(Tree tree, ObjectKey from) {
    Deque<Tree> path = new ArrayDeque<>();
    Tree at = tree;
    while (at != null) {
      if (from == null || from.compareTo(at.entry.key()) <= 0) {
        path.push(at);
        at = at.left;
      } else {
        at = at.right;
      }
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !path.isEmpty();
      }

      @Override
      public Entry next() {
        if (path.isEmpty()) {
          throw new NoSuchElementException();
        }
        Tree top = path.pop();
        for (Tree below = top.right; below != null; below = below.left) {
          path.push(below);
        }
        return top.entry;
      }
    };
  }

  private static Tree balanced(Tree left, Entry entry, Tree right) {
    int l = size(left);
    int r = size(right);
    if (l + r <= 1) {
      return new Tree(left, entry, right);
    }
    if (r > DELTA * l) {
      return size(right.left) < RATIO * size(right.right)
          ? new Tree(new Tree(left, entry, right.left), right.entry, right.right)
          : new Tree(
              new Tree(left, entry, right.left.left),
              right.left.entry,
              new Tree(right.left.right, right.entry, right.right));
    }
    if (l > DELTA * r) {
      return size(left.right) < RATIO * size(left.left)
          ? new Tree(left.left, left.entry, new Tree(left.right, entry, right))
          : new Tree(
              new Tree(left.left, left.entry, left.right.left),
              left.right.entry,
              new Tree(left.right.right, entry, right));
    }
    return new Tree(left, entry, right);
  }

  private static Tree joined(Tree left, Tree right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    if (left.size > right.size) {
      Entry last = last(left);
      return balanced(without(left, last.key()), last, right);
    }
    Entry first = first(right);
    return balanced(left, first, without(right, first.key()));
  }

  private static Entry first(Tree tree) {
    Tree at = tree;
    while (at.left != null) {
      at = at.left;
    }
    return at.entry;
  }

  private static Entry last(Tree tree) {
    Tree at = tree;
    while (at.right != null) {
      at = at.right;
    }
    return at.entry;
  }
}
