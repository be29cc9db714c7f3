package io.coxswain.cache;

import io.coxswain.kube.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A persistent sorted map of entries by key: a weight-balanced tree (Adams; Hirai and Yamamoto's
 * parameters 3 and 2) of runs. {@code null} is the empty tree. One change copies a run and O(log n)
 * nodes; sizes make counting a range O(log n).
 */
final class Tree {
  private static final int DELTA = 3;
  private static final int RATIO = 2;

  final Run run;
  final Tree left;
  final Tree right;

  /** How many runs, which is what is balanced. */
  final int runs;

  /** How many entries. */
  final int size;

  private Tree(Tree left, Run run, Tree right) {
    this.run = run;
    this.left = left;
    this.right = right;
    this.runs = runs(left) + runs(right) + 1;
    this.size = size(left) + size(right) + run.size;
  }

  static int size(Tree tree) {
    return tree == null ? 0 : tree.size;
  }

  private static int runs(Tree tree) {
    return tree == null ? 0 : tree.runs;
  }

  static Entry get(Tree tree, ObjectKey key) {
    Tree at = tree;
    while (at != null) {
      if (at.run.compare(0, key) > 0) {
        at = at.left;
      } else if (at.run.compare(at.run.size - 1, key) < 0) {
        at = at.right;
      } else {
        int place = at.run.search(key);
        return place < 0 ? null : at.run.entry(place);
      }
    }
    return null;
  }

  static Tree with(Tree tree, Entry entry) {
    if (tree == null) {
      return new Tree(null, Run.of(List.of(entry)), null);
    }
    Run run = tree.run;
    int place = run.search(entry.key());
    if (place >= 0) {
      return new Tree(tree.left, run.replaced(place, entry), tree.right);
    }
    int before = -place - 1;
    if (before == 0 && tree.left != null) {
      return balanced(with(tree.left, entry), run, tree.right);
    }
    if (before == run.size && tree.right != null) {
      return balanced(tree.left, run, with(tree.right, entry));
    }
    if (run.size < Run.MAX) {
      return new Tree(tree.left, run.inserted(before, entry), tree.right);
    }
    if (before == 0) {
      return balanced(with(null, entry), run, tree.right);
    }
    if (before == run.size) {
      // Keys that only grow fill their runs.
      return balanced(tree.left, run, with(null, entry));
    }
    int half = run.size / 2;
    Run low = run.part(0, half);
    Run high = run.part(half, run.size);
    return before <= half
        ? balanced(tree.left, low.inserted(before, entry), withFirst(tree.right, high))
        : balanced(tree.left, low, withFirst(tree.right, high.inserted(before - half, entry)));
  }

  /** With a run that comes before all others. */
  private static Tree withFirst(Tree tree, Run run) {
    return tree == null
        ? new Tree(null, run, null)
        : balanced(withFirst(tree.left, run), tree.run, tree.right);
  }

  /** With other content for a run whose keys stay the same; {@code run} has the same first key. */
  static Tree exchanged(Tree tree, Run run, ObjectKey first) {
    int order = tree.run.compare(0, first);
    if (order == 0) {
      return new Tree(tree.left, run, tree.right);
    }
    return order > 0
        ? new Tree(exchanged(tree.left, run, first), tree.run, tree.right)
        : new Tree(tree.left, tree.run, exchanged(tree.right, run, first));
  }

  static Tree without(Tree tree, ObjectKey key) {
    if (tree == null) {
      return null;
    }
    Run run = tree.run;
    if (run.compare(0, key) > 0) {
      return balanced(without(tree.left, key), run, tree.right);
    }
    if (run.compare(run.size - 1, key) < 0) {
      return balanced(tree.left, run, without(tree.right, key));
    }
    int place = run.search(key);
    if (place < 0) {
      return tree;
    }
    return run.size == 1
        ? joined(tree.left, tree.right)
        : new Tree(tree.left, run.removed(place), tree.right);
  }

  /** A tree of runs in order. */
  static Tree of(List<Run> sorted) {
    return of(sorted, 0, sorted.size());
  }

  private static Tree of(List<Run> sorted, int from, int to) {
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
      int place = at.run.search(key);
      int within = place < 0 ? -place - 1 : place;
      if (within == 0) {
        at = at.left;
      } else {
        count += size(at.left) + within;
        at = within == at.run.size ? at.right : null;
      }
    }
    return count;
  }

  /** The run that has the first key after {@code key} ({@code null}: the first run), or none. */
  static Run following(Tree tree, ObjectKey key) {
    Run found = null;
    Tree at = tree;
    while (at != null) {
      if (key == null || at.run.compare(at.run.size - 1, key) > 0) {
        found = at.run;
        at = at.left;
      } else {
        at = at.right;
      }
    }
    return found;
  }

  /** Entries in key order, from the first key at or after {@code from} ({@code null}: all). */
  static Iterator<Entry> iterator(Tree tree, ObjectKey from) {
    Deque<Tree> path = new ArrayDeque<>();
    Tree at = tree;
    while (at != null) {
      if (from == null || at.run.compare(at.run.size - 1, from) >= 0) {
        path.push(at);
        at = at.left;
      } else {
        at = at.right;
      }
    }
    int place = from == null || path.isEmpty() ? 0 : path.peek().run.search(from);
    return new Entries(path, place < 0 ? -place - 1 : place);
  }

  private static final class Entries implements Iterator<Entry> {
    private final Deque<Tree> path;
    private int place;

    Entries(Deque<Tree> path, int place) {
      this.path = path;
      this.place = place;
    }

    @Override
    public boolean hasNext() {
      return !path.isEmpty();
    }

    @Override
    public Entry next() {
      if (path.isEmpty()) {
        throw new NoSuchElementException();
      }
      Tree top = path.peek();
      Entry entry = top.run.entry(place++);
      if (place == top.run.size) {
        place = 0;
        path.pop();
        for (Tree below = top.right; below != null; below = below.left) {
          path.push(below);
        }
      }
      return entry;
    }
  }

  private static Tree balanced(Tree left, Run run, Tree right) {
    int l = runs(left);
    int r = runs(right);
    if (l + r <= 1) {
      return new Tree(left, run, right);
    }
    if (r > DELTA * l) {
      return runs(right.left) < RATIO * runs(right.right)
          ? new Tree(new Tree(left, run, right.left), right.run, right.right)
          : new Tree(
              new Tree(left, run, right.left.left),
              right.left.run,
              new Tree(right.left.right, right.run, right.right));
    }
    if (l > DELTA * r) {
      return runs(left.right) < RATIO * runs(left.left)
          ? new Tree(left.left, left.run, new Tree(left.right, run, right))
          : new Tree(
              new Tree(left.left, left.run, left.right.left),
              left.right.run,
              new Tree(left.right.right, run, right));
    }
    return new Tree(left, run, right);
  }

  private static Tree joined(Tree left, Tree right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    if (left.runs > right.runs) {
      return balanced(withoutLast(left), last(left), right);
    }
    return balanced(left, first(right), withoutFirst(right));
  }

  private static Tree withoutLast(Tree tree) {
    return tree.right == null ? tree.left : balanced(tree.left, tree.run, withoutLast(tree.right));
  }

  private static Tree withoutFirst(Tree tree) {
    return tree.left == null ? tree.right : balanced(withoutFirst(tree.left), tree.run, tree.right);
  }

  private static Run first(Tree tree) {
    Tree at = tree;
    while (at.left != null) {
      at = at.left;
    }
    return at.run;
  }

  private static Run last(Tree tree) {
    Tree at = tree;
    while (at.right != null) {
      at = at.right;
    }
    return at.run;
  }
}
