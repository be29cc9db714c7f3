package io.coxswain.node.net;

import io.coxswain.kube.ApiException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What changed while the router's one thread was busy, by owner, the newest only: the thread takes
 * all of it at once. Nothing is taken before {@link #start}.
 *
 * @param <R> rules of an owner, compiled on the thread
 */
final class RoutingQueue<R> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RoutingQueue.class.getName());
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final R none;
  private final Consumer<Map<String, R>> apply;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("service-routing").factory());

  // Guarded by this map itself.
  private final Map<String, Supplier<R>> waiting = new LinkedHashMap<>();

  // Owned by the thread.
  private boolean held = true;

  /**
   * @param none rules of an owner that cannot be compiled
   * @param apply called on the thread, also with nothing new
   */
  RoutingQueue(R none, Consumer<Map<String, R>> apply) {
    this.none = none;
    this.apply = apply;
  }

  void start() {
    thread.execute(
        () -> {
          held = false;
          take();
        });
  }

  void put(String owner, Supplier<R> rules) {
    boolean first;
    synchronized (waiting) {
      first = waiting.isEmpty();
      waiting.put(owner, rules);
    }
    if (first && !thread.isShutdown()) {
      thread.execute(this::take);
    }
  }

  private void take() {
    if (held) {
      return;
    }
    Map<String, Supplier<R>> now;
    synchronized (waiting) {
      now = new LinkedHashMap<>(waiting);
      waiting.clear();
    }
    Map<String, R> compiled = new LinkedHashMap<>();
    now.forEach((owner, rules) -> compiled.put(owner, compile(owner, rules)));
    apply.accept(compiled);
  }

  private R compile(String owner, Supplier<R> rules) {
    try {
      return rules.get();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, owner + " cannot be routed", e);
      return none;
    }
  }

  /** Something failed: the thread tries again soon. */
  void again() {
    thread.schedule(this::take, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until everything handed over so far was tried. */
  void flush() {
    try {
      thread.submit(this::take).get(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw ApiException.internal(e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
