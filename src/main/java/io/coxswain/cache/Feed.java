package io.coxswain.cache;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Batch;
import io.coxswain.store.Change;
import io.coxswain.store.Follower;
import io.coxswain.store.Ledger;
import io.coxswain.store.Op;
import io.coxswain.store.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Applies the ledger's feed: trees, ring, listeners, wake-ups. One thread at a time writes (the
 * lock is for late listeners and uncontended otherwise); {@code state} is for everybody.
 */
final class Feed implements Follower {
  private final Ring ring;
  private final LongSupplier compacted;
  private final LongConsumer advanced;
  private final ConcurrentMap<String, Shelf> shelves = new ConcurrentHashMap<>();
  private volatile State state = State.EMPTY;

  /** History up to here was not loaded, also of resources nobody has asked for yet. */
  private volatile long horizon;

  private final Recent recent = new Recent();

  // Guarded by this.
  private Bodies bodies = new Bodies();
  private Tidying tidying = new Tidying(bodies);
  private Bodies loadingBodies = new Bodies();
  private Map<String, Loading> loading = new HashMap<>();
  private Map<String, Map<ObjectKey, Entry>> images = new HashMap<>();
  private final List<Change> past = new ArrayList<>();

  Feed(Limits limits, LongSupplier compacted, LongConsumer advanced) {
    this.ring = new Ring(limits);
    this.compacted = compacted;
    this.advanced = advanced;
  }

  State state() {
    return state;
  }

  Snapshot snapshot(String resource) {
    State now = state;
    return new Snapshot(resource, now.revision(), now.tree(shelves.get(resource)), recent);
  }

  /** Takes back the ring's changes after {@code revision}. */
  Snapshot rewound(String resource, long revision) {
    Shelf shelf = shelf(resource);
    // The place before the trees: a change that leaves the ring meanwhile is seen as a cut.
    Ring.Link before = place(shelf.chain, revision);
    State now = state;
    if (revision >= now.revision()) {
      return new Snapshot(resource, now.revision(), now.tree(shelf), recent);
    }
    Map<ObjectKey, Entry> first = new HashMap<>();
    for (Ring.Link link = before.next; link != null; link = link.next) {
      if (link == Ring.Link.GONE) {
        throw ApiException.tooOld(revision, shelf.chain.evicted);
      }
      Transition t = link.transition;
      if (t.revision() > now.revision()) {
        break;
      }
      if (t.revision() > revision && !first.containsKey(t.key())) {
        first.put(t.key(), t.old());
      }
    }
    Tree tree = now.tree(shelf);
    for (Map.Entry<ObjectKey, Entry> change : first.entrySet()) {
      tree =
          change.getValue() == null
              ? Tree.without(tree, change.getKey())
              : Tree.with(tree, change.getValue());
    }
    return new Snapshot(resource, revision, tree, recent);
  }

  Cursor watch(String resource, String namespace, long from, Executor loop, Runnable ready) {
    Shelf shelf = shelf(resource);
    Ring.Link position = place(shelf.chain, from);
    return new Cursor(shelf.chain, position, namespace, from, () -> state.revision(), loop, ready);
  }

  /**
   * The last link at or below a revision. A cursor must not stand before it, however soon it polls:
   * what it does not want may leave the ring, and would take its place along.
   */
  private static Ring.Link place(Ring.Chain chain, long from) {
    while (true) {
      Ring.Link newest = chain.newest;
      Ring.Link position = chain.before;
      if (chain.evicted > from) {
        throw ApiException.tooOld(from, chain.evicted);
      }
      if (newest.transition != null && newest.transition.revision() <= from) {
        return newest;
      }
      Ring.Link next = position.next;
      while (next != null && next != Ring.Link.GONE && next.transition.revision() <= from) {
        position = next;
        next = position.next;
      }
      if (next != Ring.Link.GONE) {
        return position;
      }
      // Left the ring meanwhile: what did may all be below.
    }
  }

  synchronized void listen(String resource, Listener listener) {
    Shelf shelf = shelf(resource);
    snapshot(resource).forEach(entry -> listener.changed(null, entry));
    shelf.listeners.add(listener);
  }

  @Override
  public synchronized void begin() {
    loading = new HashMap<>();
    loadingBodies = new Bodies();
    images = new HashMap<>();
    past.clear();
  }

  @Override
  public synchronized void object(Stored object) {
    loading.computeIfAbsent(object.resource(), r -> new Loading(loadingBodies)).add(object);
  }

  @Override
  public synchronized void image(Stored image) {
    images
        .computeIfAbsent(image.resource(), r -> new HashMap<>())
        .put(image.key(), Entry.of(image));
  }

  @Override
  public synchronized void past(Change change) {
    past.add(change);
  }

  @Override
  public synchronized void loaded(Ledger.Loaded loaded) {
    loading.keySet().forEach(this::shelf);
    State before = state;
    Tree[] trees = new Tree[shelves.size()];
    loading.forEach((resource, objects) -> trees[shelf(resource).index] = objects.tree());
    bodies = loadingBodies;
    tidying = new Tidying(bodies);
    ring.dropUpTo(Long.MAX_VALUE);
    horizon = loaded.horizon();
    shelves.values().forEach(shelf -> shelf.chain.cut(loaded.horizon()));
    refill();
    state = new State(true, loaded.revision(), trees);
    begin();
    for (Shelf shelf : shelves.values()) {
      if (!shelf.listeners.isEmpty()) {
        tell(shelf, before.tree(shelf), state.tree(shelf));
      }
    }
    advanced.accept(loaded.revision());
    shelves.values().forEach(shelf -> shelf.chain.cursors.forEach(Cursor::wake));
  }

  private void refill() {
    for (Change change : past) {
      Map<ObjectKey, Entry> held = images.computeIfAbsent(change.resource(), r -> new HashMap<>());
      Entry old = held.get(change.key());
      Transition transition = transition(change, old, false);
      if (transition == null) {
        continue;
      }
      held.put(change.key(), change.op() == Op.DELETE ? null : transition.now());
      ring.add(shelf(change.resource()).chain, transition);
    }
  }

  @Override
  public synchronized void batch(Batch batch) {
    State before = state;
    if (batch.high() <= before.revision()) {
      return;
    }
    Set<Shelf> touched = new HashSet<>();
    List<Transition> transitions = new ArrayList<>(batch.changes().size());
    List<Shelf> places = new ArrayList<>(batch.changes().size());
    Tree[] trees = before.trees().clone();
    for (Change change : batch.changes()) {
      Shelf shelf = shelf(change.resource());
      if (shelf.index >= trees.length) {
        trees = Arrays.copyOf(trees, shelves.size());
      }
      Tree tree = trees[shelf.index];
      Entry held = Tree.get(tree, change.key());
      // The ring keeps it for a while, and not what it was packed together with.
      Entry old = held == null ? null : held.alone();
      Transition transition = transition(change, old, true);
      if (transition == null) {
        continue;
      }
      trees[shelf.index] =
          change.op() == Op.DELETE
              ? Tree.without(tree, change.key())
              : Tree.with(tree, transition.now());
      if (old != null) {
        bodies.release(old);
      }
      transitions.add(transition);
      places.add(shelf);
      touched.add(shelf);
    }
    tidying.step(trees);
    // The links first: who reads this state's revision may rely on finding them.
    for (int i = 0; i < transitions.size(); i++) {
      ring.add(places.get(i).chain, transitions.get(i));
    }
    state = new State(true, batch.high(), trees);
    ring.dropUpTo(compacted.getAsLong());
    for (int i = 0; i < transitions.size(); i++) {
      Transition t = transitions.get(i);
      for (Listener listener : places.get(i).listeners) {
        listener.changed(t.old(), t.op() == Op.DELETE ? null : t.now());
      }
    }
    advanced.accept(batch.high());
    touched.forEach(shelf -> shelf.chain.cursors.forEach(Cursor::wake));
  }

  /**
   * {@code null} for a lease's change that a later one has overtaken (it has no body).
   *
   * @param present whether what is now goes into a tree
   */
  private Transition transition(Change change, Entry old, boolean present) {
    if (change.op() == Op.DELETE && old != null) {
      return new Transition(change.revision(), Op.DELETE, old, last(change, old));
    }
    if (change.body() == null) {
      return null;
    }
    Op op = change.op() == Op.UPDATE && old == null ? Op.CREATE : change.op();
    boolean placed = present && op != Op.DELETE;
    Entry now = placed ? bodies.place(change.stored()) : Entry.of(change.stored());
    return new Transition(change.revision(), op, old, now);
  }

  /** The last content of what is deleted, usually what was. */
  private static Entry last(Change change, Entry old) {
    byte[] body = change.body();
    boolean same =
        body == null
            || Arrays.equals(
                body, 0, body.length, old.array(), old.offset(), old.offset() + old.length());
    return same ? old.at(change.revision()) : Entry.of(change.stored());
  }

  private Shelf shelf(String resource) {
    Shelf known = shelves.get(resource);
    if (known != null) {
      return known;
    }
    synchronized (this) {
      return shelves.computeIfAbsent(resource, r -> new Shelf(r, shelves.size(), horizon));
    }
  }

  /** Tells what differs between two trees. */
  private static void tell(Shelf shelf, Tree before, Tree after) {
    Iterator<Entry> olds = Tree.iterator(before, null);
    Iterator<Entry> news = Tree.iterator(after, null);
    Entry old = olds.hasNext() ? olds.next() : null;
    Entry now = news.hasNext() ? news.next() : null;
    while (old != null || now != null) {
      int order = old == null ? 1 : now == null ? -1 : old.key().compareTo(now.key());
      Entry was = order <= 0 ? old : null;
      Entry is = order >= 0 ? now : null;
      if (was == null || is == null || was.revision() != is.revision()) {
        shelf.listeners.forEach(listener -> listener.changed(was, is));
      }
      old = order <= 0 ? (olds.hasNext() ? olds.next() : null) : old;
      now = order >= 0 ? (news.hasNext() ? news.next() : null) : now;
    }
  }
}
