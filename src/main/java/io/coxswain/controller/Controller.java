package io.coxswain.controller;

import io.coxswain.client.Informer;
import io.coxswain.client.Timer;
import io.coxswain.client.WorkQueue;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A queue of keys and a few workers on virtual threads that reconcile them, once the informers it
 * reads have synced.
 */
public final class Controller<K> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Controller.class.getName());
  private static final Duration SYNC = Duration.ofSeconds(30);
  private static final int QUIET_RETRIES = 3;

  private final String name;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  private Controller(String name, WorkQueue<K> queue, Reconciler<K> reconciler) {
    this.name = name;
    this.queue = queue;
    this.reconciler = reconciler;
  }

  /**
   * @param workers how many keys are reconciled at once
   * @param reads the informers that must have synced before the first reconciliation
   */
  public static <K> Controller<K> start(
      String name,
      WorkQueue<K> queue,
      int workers,
      List<Informer> reads,
      Reconciler<K> reconciler) {
    Controller<K> controller = new Controller<>(name, queue, reconciler);
    for (int i = 0; i < workers; i++) {
      controller.threads.add(
          Thread.ofVirtual().name(name + "-" + i).unstarted(() -> controller.run(reads)));
    }
    controller.threads.forEach(Thread::start);
    return controller;
  }

  /** A controller without keys: {@code task} now and then every {@code period}. */
  public static Controller<String> every(
      String name, Duration period, Timer timer, List<Informer> reads, Runnable task) {
    WorkQueue<String> queue = new WorkQueue<>(timer);
    queue.add(name);
    return start(
        name,
        queue,
        1,
        reads,
        key -> {
          task.run();
          return Result.again(period);
        });
  }

  /** Stops the workers; what they are doing is interrupted. */
  @Override
  public void close() {
    closed = true;
    queue.close();
    threads.forEach(Thread::interrupt);
  }

  private void run(List<Informer> reads) {
    for (Informer informer : reads) {
      while (!closed && !informer.awaitSync(SYNC)) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        LOG.log(System.Logger.Level.WARNING, name + " still waits for " + informer.resource());
      }
    }
    try {
      for (K key = queue.take(); key != null; key = queue.take()) {
        work(key);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(K key) {
    try {
      Result result = reconciler.reconcile(key);
      queue.forget(key);
      if (result instanceof Result.Again again) {
        queue.addAfter(key, again.delay());
      }
    } catch (Exception e) {
      failed(key, e);
    } finally {
      queue.done(key);
    }
  }

  private void failed(K key, Exception error) {
    if (closed) {
      return;
    }
    // A lost race is the ordinary way to learn that the informer lags behind.
    boolean ordinary =
        ApiException.is(error, Reason.CONFLICT) || queue.retries(key) < QUIET_RETRIES;
    System.Logger.Level level =
        ordinary && error instanceof ApiException
            ? System.Logger.Level.DEBUG
            : System.Logger.Level.WARNING;
    LOG.log(level, name + " failed for " + key + ", again with back-off", error);
    queue.addRateLimited(key);
  }
}
