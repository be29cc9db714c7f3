package io.coxswain.cache;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The recent changes of all resources, bounded together, oldest out first. The changes of one
 * resource are linked, so a watcher of leases never steps over pods. Written by the feed only.
 *
 * <p>A link is cut when its target leaves the ring: a cursor that stands before it is gone, and a
 * stalled cursor pins no more than the one change it stands on.
 */
final class Ring {
  private final int maxChanges;
  private final long maxBytes;
  private final Deque<Link> all = new ArrayDeque<>();
  private long bytes;

  Ring(Limits limits) {
    maxChanges = limits.changes();
    maxBytes = limits.bytes();
  }

  void add(Chain chain, Transition transition) {
    Link link = new Link(chain, transition);
    chain.newest.next = link;
    chain.newest = link;
    all.addLast(link);
    bytes += weight(transition);
    while (all.size() > maxChanges || (bytes > maxBytes && all.size() > 1)) {
      evict();
    }
  }

  /** Drops what nobody may ask for any more. */
  void dropUpTo(long revision) {
    while (!all.isEmpty() && all.getFirst().transition.revision() <= revision) {
      evict();
    }
  }

  int size() {
    return all.size();
  }

  private void evict() {
    Link oldest = all.removeFirst();
    Chain chain = oldest.chain;
    bytes -= weight(oldest.transition);
    chain.evicted = oldest.transition.revision();
    Link before = chain.before;
    chain.before = oldest;
    before.next = Link.GONE;
  }

  private static long weight(Transition transition) {
    return transition.now().length();
  }

  /** The changes of one resource. */
  static final class Chain {
    final Set<Cursor> cursors = ConcurrentHashMap.newKeySet();

    /** The newest link that has left the ring (or none yet): its successor is the oldest. */
    volatile Link before = new Link(this, null);

    volatile Link newest = before;

    /** The highest revision that has left the ring. */
    volatile long evicted;

    /** All cursors stand before a cut, and history up to {@code revision} is not to be had. */
    void cut(long revision) {
      Link old = before;
      // First, so that nobody who sees the new chain believes it reaches further back.
      evicted = revision;
      before = new Link(this, null);
      newest = before;
      for (Link link = old; link != null && link != Link.GONE; ) {
        Link next = link.next;
        link.next = Link.GONE;
        link = next;
      }
    }
  }

  /** A place on the ring. */
  static final class Link {
    static final Link GONE = new Link(null, null);

    final Chain chain;
    final Transition transition;
    volatile Link next;

    Link(Chain chain, Transition transition) {
      this.chain = chain;
      this.transition = transition;
    }
  }
}
