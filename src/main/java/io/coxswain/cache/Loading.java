package io.coxswain.cache;

import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Stored;
import java.util.ArrayList;
import java.util.List;

/** The objects of one resource while they are loaded. They come in order; some may not. */
final class Loading {
  private final List<Run> runs = new ArrayList<>();
  private final List<Entry> open = new ArrayList<>(Run.MAX);
  private final List<Entry> late = new ArrayList<>();
  private final Bodies bodies;
  private ObjectKey last;

  Loading(Bodies bodies) {
    this.bodies = bodies;
  }

  void add(Stored stored) {
    Entry entry = bodies.place(stored);
    if (last != null && last.compareTo(entry.key()) >= 0) {
      late.add(entry);
      return;
    }
    last = entry.key();
    open.add(entry);
    if (open.size() == Run.MAX) {
      close();
    }
  }

  private void close() {
    runs.add(bodies.settled(Run.of(open)));
    open.clear();
  }

  Tree tree() {
    if (!open.isEmpty()) {
      close();
    }
    Tree tree = Tree.of(runs);
    for (Entry entry : late) {
      tree = Tree.with(tree, entry);
    }
    return tree;
  }
}
