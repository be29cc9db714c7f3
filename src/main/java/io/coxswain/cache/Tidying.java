package io.coxswain.cache;

import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Empties sparse slabs: goes through all trees, a few runs with each change, and puts bodies that
 * lie in such slabs together in new ones. So what is kept in vain is at most a third of what is
 * kept, give or take what was written during one passage. Used by the feed only.
 */
final class Tidying {
  /** Less than this is not worth a passage. */
  private static final long FLOOR = 4L << 20;

  private static final int RUNS = 8;

  private final Bodies bodies;
  private final int runs;
  private final long floor;
  private boolean running;
  private int tree;
  private ObjectKey passed;
  private long leftover;

  Tidying(Bodies bodies) {
    this(bodies, RUNS, FLOOR);
  }

  /**
   * @param runs to look at with each change
   */
  Tidying(Bodies bodies, int runs, long floor) {
    this.bodies = bodies;
    this.runs = runs;
    this.floor = floor;
  }

  /** Does its share of the work on {@code trees}, which nobody else has seen yet. */
  void step(Tree[] trees) {
    if (!running) {
      long allowed = Math.max(floor, Math.max(bodies.live() / 4, leftover / 4 * 5));
      if (bodies.wasted() <= allowed) {
        return;
      }
      running = true;
      tree = 0;
      passed = null;
    }
    for (int i = 0; i < runs; i++) {
      Run run = null;
      while (tree < trees.length && (run = Tree.following(trees[tree], passed)) == null) {
        tree++;
        passed = null;
      }
      if (run == null) {
        running = false;
        leftover = bodies.wasted();
        return;
      }
      ObjectKey first = run.key(0);
      Run tidy = tidied(run);
      if (tidy != run) {
        trees[tree] = Tree.exchanged(trees[tree], tidy, first);
      }
      passed = run.key(run.size - 1);
    }
  }

  private Run tidied(Run run) {
    boolean sparse = false;
    for (int i = 0; i < run.size && !sparse; i++) {
      sparse = bodies.isSparse(run.slab(i));
    }
    if (!sparse) {
      return run;
    }
    List<Entry> entries = new ArrayList<>(run.size);
    for (int i = 0; i < run.size; i++) {
      Entry entry = run.entry(i);
      entries.add(bodies.isSparse(run.slab(i)) ? bodies.moved(entry) : entry);
    }
    return Run.of(entries);
  }
}
