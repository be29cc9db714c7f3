package io.coxswain.cache;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * A watcher's place on the ring. It pulls: nothing queues up for it, and one that does not pull in
 * time falls off and is {@link #gone}. Used by one thread at a time; the wake-up comes on the
 * executor it was made with.
 */
public final class Cursor implements AutoCloseable {
  private final Ring.Chain chain;
  private final String namespace;
  private final LongSupplier cacheRevision;
  private final Executor loop;
  private final Runnable ready;
  private final AtomicBoolean waiting = new AtomicBoolean();

  // Owned by the watcher's thread.
  private Ring.Link position;
  private long revision;
  private boolean gone;
  private volatile boolean closed;

  Cursor(
      Ring.Chain chain,
      Ring.Link position,
      String namespace,
      long from,
      LongSupplier cacheRevision,
      Executor loop,
      Runnable ready) {
    this.chain = chain;
    this.position = position;
    this.namespace = namespace;
    this.revision = from;
    this.cacheRevision = cacheRevision;
    this.loop = loop;
    this.ready = ready;
    chain.cursors.add(this);
  }

  /**
   * The next change, or {@code null} if there is none yet (the wake-up comes when there is) or
   * {@link #gone}.
   */
  public Transition poll() {
    while (true) {
      Transition next = step();
      if (next != null || gone || closed) {
        return next;
      }
      waiting.set(true);
      // What came between the look and the wish to be woken would wake nobody.
      if (position.next == null || !waiting.compareAndSet(true, false)) {
        return null;
      }
    }
  }

  private Transition step() {
    while (!gone) {
      // Read first: where no link follows, every change up to here has been passed.
      long published = cacheRevision.getAsLong();
      Ring.Link next = position.next;
      if (next == null) {
        revision = Math.max(revision, published);
        return null;
      }
      if (next == Ring.Link.GONE) {
        gone = true;
        chain.cursors.remove(this);
        return null;
      }
      position = next;
      Transition transition = next.transition;
      if (transition.revision() <= revision) {
        continue;
      }
      revision = transition.revision();
      if (namespace == null || namespace.equals(transition.key().namespace())) {
        return transition;
      }
    }
    return null;
  }

  /**
   * Every change up to this revision has been polled or does not concern this watch: what a
   * bookmark says. It moves on with other resources' changes, without polling.
   */
  public long revision() {
    long published = cacheRevision.getAsLong();
    if (!gone && position.next == null) {
      revision = Math.max(revision, published);
    }
    return revision;
  }

  /** The watcher was too slow, or the epoch changed: it gets 410 and lists again. */
  public boolean gone() {
    return gone;
  }

  /** Called by the feed when something was added to the chain or cut from it. */
  void wake() {
    if (!closed && waiting.compareAndSet(true, false)) {
      loop.execute(ready);
    }
  }

  @Override
  public void close() {
    closed = true;
    chain.cursors.remove(this);
  }
}
