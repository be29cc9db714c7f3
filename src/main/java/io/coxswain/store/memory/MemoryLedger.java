package io.coxswain.store.memory;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import io.coxswain.store.Batch;
import io.coxswain.store.Change;
import io.coxswain.store.Follower;
import io.coxswain.store.Ledger;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Stored;
import io.coxswain.store.Write;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * A ledger that forgets everything with its process. Every write is a batch of its own; a lost
 * compare-and-set uses up a revision, as it does in PostgreSQL.
 */
public final class MemoryLedger implements Ledger {
  private static final Duration SERVED = Duration.ofMinutes(5);

  private final InstantSource clock;

  // Guarded by this.
  private final Map<Address, Held> objects = new TreeMap<>();
  private final Map<Address, Stored> images = new TreeMap<>();
  private final Deque<Past> history = new ArrayDeque<>();
  private final Map<Address, Integer> changesInHistory = new HashMap<>();
  private final Queue<Batch> undelivered = new ArrayDeque<>();
  private long head;
  private long compacted;
  private Follower follower;
  private boolean delivering;
  private boolean away;

  public MemoryLedger(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Future<Outcome> submit(Write write) {
    Outcome outcome;
    synchronized (this) {
      if (away) {
        return Future.failedFuture(ApiException.unavailable("the database is away"));
      }
      outcome = apply(write);
    }
    deliver();
    return Future.succeededFuture(outcome);
  }

  @Override
  public synchronized Future<Long> head() {
    return away
        ? Future.failedFuture(ApiException.unavailable("the database is away"))
        : Future.succeededFuture(head);
  }

  @Override
  public synchronized Future<Void> follow(Follower newFollower) {
    follower = newFollower;
    undelivered.clear();
    newFollower.begin();
    objects.values().forEach(held -> newFollower.object(held.stored));
    images.values().forEach(newFollower::image);
    history.forEach(past -> newFollower.past(past.change));
    newFollower.loaded(new Loaded(head, compacted, false));
    return Future.succeededFuture();
  }

  @Override
  public synchronized long compacted() {
    return compacted;
  }

  @Override
  public synchronized Future<Void> close() {
    follower = null;
    return Future.succeededFuture();
  }

  /** Forgets the history of everything that changed before {@code age} ago. */
  public synchronized void compact(Duration age) {
    Instant horizon = clock.instant().minus(age);
    while (!history.isEmpty() && history.getFirst().at.isBefore(horizon)) {
      compacted = Math.max(compacted, history.getFirst().change.revision());
      forgetFirst();
    }
  }

  /** Forgets the history up to {@code revision}; older watches get 410. */
  public synchronized void compactTo(long revision) {
    compacted = Math.max(compacted, Math.min(revision, head));
    while (!history.isEmpty() && history.getFirst().change.revision() <= compacted) {
      forgetFirst();
    }
  }

  /** Deletes what has expired, as ordinary deletes. */
  public void expire() {
    List<Held> expired = new ArrayList<>();
    synchronized (this) {
      Instant now = clock.instant();
      for (Held held : objects.values()) {
        if (held.expires != null && !held.expires.isAfter(now)) {
          expired.add(held);
        }
      }
      for (Held held : expired) {
        Stored s = held.stored;
        apply(
            new Write(
                Op.DELETE,
                s.resource(),
                s.key(),
                s.revision(),
                s.uid(),
                s.version(),
                s.body(),
                null,
                "",
                ""));
      }
    }
    deliver();
  }

  /** Makes the database go away or come back, for tests of what depends on it. */
  public synchronized void away(boolean isAway) {
    away = isAway;
  }

  private void forgetFirst() {
    Change change = history.removeFirst().change;
    Address address = new Address(change.resource(), change.key());
    images.remove(address);
    int left = changesInHistory.merge(address, -1, Integer::sum);
    if (left == 0) {
      changesInHistory.remove(address);
    } else if (change.op() != Op.DELETE) {
      images.put(address, change.stored());
    }
  }

  private Outcome apply(Write write) {
    long revision = ++head;
    Address address = new Address(write.resource(), write.key());
    Held held = objects.get(address);
    long actual = held == null ? 0 : held.stored.revision();
    boolean won =
        write.op() == Op.CREATE ? held == null : held != null && actual == write.expected();
    if (!won) {
      undelivered.add(new Batch(revision, List.of()));
      return new Outcome.Lost(actual);
    }
    Change change =
        new Change(
            revision,
            write.op(),
            write.resource(),
            write.key(),
            write.uid(),
            write.version(),
            write.body(),
            write.by(),
            write.manager());
    if (changesInHistory.merge(address, 1, Integer::sum) == 1 && held != null) {
      images.put(address, held.stored);
    }
    if (write.op() == Op.DELETE) {
      objects.remove(address);
    } else {
      objects.put(address, new Held(change.stored(), end(write)));
    }
    history.addLast(new Past(change, clock.instant()));
    undelivered.add(new Batch(revision, List.of(change)));
    compact(SERVED);
    return new Outcome.Committed(revision);
  }

  /** One deliverer at a time, also where a follower writes from inside its call. */
  private void deliver() {
    while (true) {
      Batch batch;
      Follower to;
      synchronized (this) {
        if (delivering || undelivered.isEmpty()) {
          return;
        }
        batch = undelivered.poll();
        to = follower;
        delivering = true;
      }
      try {
        if (to != null) {
          to.batch(batch);
        }
      } finally {
        synchronized (this) {
          delivering = false;
        }
      }
    }
  }

  private record Address(String resource, ObjectKey key) implements Comparable<Address> {
    @Override
    public int compareTo(Address other) {
      int order = resource.compareTo(other.resource);
      return order != 0 ? order : key.compareTo(other.key);
    }
  }

  private Instant end(Write write) {
    return write.lives() == null ? null : clock.instant().plus(write.lives());
  }

  private record Held(Stored stored, Instant expires) {}

  private record Past(Change change, Instant at) {}
}
