package io.coxswain.cache;

import io.coxswain.kube.ApiException;
import io.coxswain.store.Ledger;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Everything the server serves, in memory. The ledger's feed writes it; any thread reads it without
 * locks.
 */
public final class Cache {
  private final Ledger ledger;
  private final Feed feed;
  private final Limits limits;
  private final ConcurrentSkipListMap<Waiter, Promise<Void>> waiters =
      new ConcurrentSkipListMap<>();
  private final AtomicLong waiterNumbers = new AtomicLong();

  // Guarded by itself.
  private final Map<Kept, Snapshot> kept = new LinkedHashMap<>();

  public Cache(Ledger ledger, Limits limits) {
    this.ledger = ledger;
    this.limits = limits;
    this.feed = new Feed(limits, ledger::compacted, this::advanced);
  }

  /** Loads and follows; completes when reads can be answered. */
  public Future<Void> start() {
    return ledger.follow(feed);
  }

  /** Whether the first load is done. */
  public boolean loaded() {
    return feed.state().loaded();
  }

  /** Every change up to this revision is in every snapshot taken from now on. */
  public long revision() {
    return feed.state().revision();
  }

  /** The oldest revision a watch or a page may ask for. */
  public long compacted() {
    return ledger.compacted();
  }

  /** The objects of a storage resource as they are. */
  public Snapshot snapshot(String resource) {
    return feed.snapshot(resource);
  }

  /**
   * The objects of a resource as they were at exactly this revision: a kept snapshot, or the
   * present one with the ring's changes taken back.
   *
   * @throws ApiException Expired where the revision is compacted or off the ring
   */
  public Snapshot at(String resource, long revision) {
    if (revision < ledger.compacted()) {
      throw ApiException.tooOld(revision, ledger.compacted());
    }
    synchronized (kept) {
      Snapshot known = kept.get(new Kept(resource, revision));
      if (known != null) {
        return known;
      }
    }
    Snapshot past = feed.rewound(resource, revision);
    keep(past);
    return past;
  }

  /** Holds on to a snapshot whose pages will be asked for by {@link #at}. */
  public void keep(Snapshot snapshot) {
    long compacted = ledger.compacted();
    synchronized (kept) {
      kept.keySet().removeIf(k -> k.revision < compacted);
      kept.put(new Kept(snapshot.resource(), snapshot.revision()), snapshot);
      Iterator<Kept> oldest = kept.keySet().iterator();
      while (kept.size() > limits.snapshots()) {
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** Completes when every change up to {@code revision} can be read here. */
  public Future<Void> atLeast(long revision) {
    if (revision() >= revision && loaded()) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = promise();
    Waiter waiter = new Waiter(revision, waiterNumbers.incrementAndGet());
    waiters.put(waiter, promise);
    if (revision() >= revision && loaded() && waiters.remove(waiter) != null) {
      promise.complete();
    }
    return promise.future();
  }

  /** A consistent read: completes when everything committed before this call can be read here. */
  public Future<Void> current() {
    return ledger.head().compose(this::atLeast);
  }

  /**
   * A cursor over the changes of {@code resource} after revision {@code from}, woken on the
   * caller's Vert.x context (without one: on the feed's thread).
   *
   * @param namespace {@code null} for all
   * @param ready called once each time after {@link Cursor#poll} had nothing and now has, or the
   *     cursor is gone
   * @throws ApiException Expired where {@code from} is compacted or off the ring
   */
  public Cursor watch(String resource, String namespace, long from, Runnable ready) {
    Context context = Vertx.currentContext();
    Executor loop =
        context == null ? Runnable::run : task -> context.runOnContext(ignored -> task.run());
    return watch(resource, namespace, from, loop, ready);
  }

  /** As above, woken on {@code loop}. */
  public Cursor watch(String resource, String namespace, long from, Executor loop, Runnable ready) {
    if (from < ledger.compacted()) {
      throw ApiException.tooOld(from, ledger.compacted());
    }
    return feed.watch(resource, namespace, from, loop, ready);
  }

  /**
   * Tells {@code listener} of every object of a resource (now, and of those still to be loaded when
   * they are) and then of every change.
   */
  public void listen(String resource, Listener listener) {
    feed.listen(resource, listener);
  }

  private void advanced(long revision) {
    while (!waiters.isEmpty()) {
      Map.Entry<Waiter, Promise<Void>> first = waiters.firstEntry();
      if (first == null || first.getKey().revision > revision) {
        return;
      }
      if (waiters.remove(first.getKey()) != null) {
        first.getValue().complete();
      }
    }
  }

  private static <T> Promise<T> promise() {
    return Vertx.currentContext() instanceof ContextInternal context
        ? context.promise()
        : Promise.promise();
  }

  private record Kept(String resource, long revision) {}

  private record Waiter(long revision, long number) implements Comparable<Waiter> {
    @Override
    public int compareTo(Waiter other) {
      int order = Long.compare(revision, other.revision);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }
}
