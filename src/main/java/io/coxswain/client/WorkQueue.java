package io.coxswain.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue of keys to look at (client-go's workqueue): a key waits at most once; a key that is added
 * while it is being worked on comes again after {@link #done}; no key is worked on twice at a time.
 * All methods are thread-safe.
 */
public final class WorkQueue<K> implements AutoCloseable {
  private static final Duration FIRST = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofSeconds(1000);

  private final Timer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<K> queue = new ArrayDeque<>();
  private final Set<K> dirty = new HashSet<>();
  private final Set<K> working = new HashSet<>();
  private final Map<K, Instant> waiting = new HashMap<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private boolean closed;

  public WorkQueue(Timer timer) {
    this.timer = timer;
  }

  public void add(K key) {
    lock.lock();
    try {
      if (closed || !dirty.add(key)) {
        return;
      }
      if (!working.contains(key)) {
        queue.addLast(key);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds the key after the delay; of several delays of one key the earliest end counts. */
  public void addAfter(K key, Duration delay) {
    if (!delay.isPositive()) {
      add(key);
      return;
    }
    lock.lock();
    try {
      Instant due = timer.instant().plus(delay);
      Instant earlier = waiting.get(key);
      if (closed || (earlier != null && !earlier.isAfter(due))) {
        return;
      }
      waiting.put(key, due);
      timer.after(delay, () -> ripe(key, due));
    } finally {
      lock.unlock();
    }
  }

  private void ripe(K key, Instant due) {
    lock.lock();
    try {
      if (waiting.remove(key, due)) {
        add(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds the key after 5 ms, doubled with every call since {@link #forget}, 1000 s at most. */
  public void addRateLimited(K key) {
    int before;
    lock.lock();
    try {
      before = failures.merge(key, 1, Integer::sum) - 1;
    } finally {
      lock.unlock();
    }
    Duration delay = before > 20 ? LONGEST : FIRST.multipliedBy(1L << before);
    addAfter(key, delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
  }

  /** Ends the back-off of the key. */
  public void forget(K key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /** How often the key was added with back-off since it was forgotten. */
  public int retries(K key) {
    lock.lock();
    try {
      return failures.getOrDefault(key, 0);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a key; {@code null} once the queue is closed. Call {@link #done} with it. */
  public K take() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.await();
      }
      return closed ? null : begin();
    } finally {
      lock.unlock();
    }
  }

  /** The next key if there is one now, otherwise {@code null}. Call {@link #done} with it. */
  public K poll() {
    lock.lock();
    try {
      return queue.isEmpty() || closed ? null : begin();
    } finally {
      lock.unlock();
    }
  }

  private K begin() {
    K key = queue.removeFirst();
    dirty.remove(key);
    working.add(key);
    return key;
  }

  public void done(K key) {
    lock.lock();
    try {
      working.remove(key);
      if (dirty.contains(key) && !closed) {
        queue.addLast(key);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Keys that could be taken now. */
  public int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no key can be taken and none is being worked on; delayed keys do not count. */
  public boolean isIdle() {
    lock.lock();
    try {
      return queue.isEmpty() && working.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
