package io.coxswain.controller;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.KubeClient;
import io.coxswain.client.Timer;
import io.coxswain.kube.Leadership;
import io.coxswain.kube.Sleeper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Runs controllers while this process leads. Each term begins with fresh informers; the end of a
 * term stops everything. Starting and stopping happen on a virtual thread of its own, in order.
 */
public final class ControllerManager implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControllerManager.class.getName());
  private static final String USER = "system:kube-controller-manager";
  private static final String ACCOUNTS = "system:serviceaccount:kube-system:";

  private final List<ControllerFactory> factories;
  private final Function<String, KubeClient> clients;
  private final Timer timer;
  private final Sleeper sleeper;
  private final Object lock = new Object();

  private boolean wanted; // guarded by lock
  private boolean changing; // guarded by lock
  private boolean closed; // guarded by lock

  // Of the thread that is changing:
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  /**
   * @param clients a client that acts as the user of that name; asked for {@code
   *     system:kube-controller-manager} (informers) and for each controller's service account
   */
  public ControllerManager(
      List<ControllerFactory> factories,
      Function<String, KubeClient> clients,
      Timer timer,
      Sleeper sleeper) {
    this.factories = List.copyOf(factories);
    this.clients = clients;
    this.timer = timer;
    this.sleeper = sleeper;
  }

  /** Follows the leadership from now on. */
  public void start(Leadership leadership) {
    leadership.onChange(this::want);
  }

  private void want(boolean leader) {
    synchronized (lock) {
      wanted = leader && !closed;
      if (!changing) {
        changing = true;
        Thread.ofVirtual().name("controller-manager").start(this::follow);
      }
    }
  }

  private void follow() {
    while (true) {
      boolean run;
      synchronized (lock) {
        if (wanted == !running.isEmpty()) {
          changing = false;
          lock.notifyAll();
          return;
        }
        run = wanted;
      }
      if (run) {
        startAll();
      } else {
        stopAll();
      }
    }
  }

  private void startAll() {
    InformerFactory informers = new InformerFactory(clients.apply(USER));
    running.push(informers);
    for (ControllerFactory factory : factories) {
      KubeClient client = clients.apply(user(factory.account()));
      EventRecorder events = new EventRecorder(client, factory.account(), "", timer, sleeper);
      running.push(events);
      running.push(factory.start().apply(new ControllerContext(client, informers, events, timer)));
    }
  }

  /** An account with a colon is a user as it stands. */
  private static String user(String account) {
    return account.indexOf(':') < 0 ? ACCOUNTS + account : account;
  }

  private void stopAll() {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "a controller did not stop cleanly", e);
      }
    }
  }

  /** Stops everything for good, and waits until it is asked to stop. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    want(false);
    synchronized (lock) {
      try {
        while (changing) {
          lock.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
