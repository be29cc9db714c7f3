package io.coxswain.scheduler;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.Informer;
import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import io.coxswain.kube.Sleeper;
import io.coxswain.scheduler.plugin.Plugins;
import io.coxswain.scheduler.queue.SchedulingQueue;
import io.coxswain.scheduler.view.ClusterView;
import io.coxswain.scheduler.view.PodInfo;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * The scheduler. One virtual thread owns the view and the queue and takes one decision at a time;
 * informers and bindings hand it tasks. Bindings run beside it, a bounded number at once.
 */
public final class Scheduler implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());
  private static final Gvr PODS = Gvr.core("pods");
  private static final Gvr NODES = Gvr.core("nodes");
  private static final Gvr NAMESPACES = Gvr.core("namespaces");
  private static final Duration SYNC = Duration.ofSeconds(30);

  public static final String NAME = "default-scheduler";

  private final InstantSource clock;
  private final Placement placement;
  private final Binder binder;
  private final List<Informer> informers;

  // Of the scheduling thread.
  private final ClusterView view = new ClusterView();
  private final SchedulingQueue queue = new SchedulingQueue();

  // Between threads.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Runnable> inbox = new ArrayDeque<>();
  private volatile boolean closed;
  private final Thread thread;

  private Scheduler(
      KubeClient client, InstantSource clock, Sleeper sleeper, RandomGenerator random) {
    this.clock = clock;
    this.placement = new Placement(Plugins.DEFAULT, random);
    this.binder =
        new Binder(client, new EventRecorder(client, NAME, "", clock, sleeper), clock, this::tell);
    Informer nodes = Informer.start(client, NODES, "", ListOptions.ALL);
    Informer namespaces = Informer.start(client, NAMESPACES, "", ListOptions.ALL);
    Informer pods = Informer.start(client, PODS, "", ListOptions.ALL);
    this.informers = List.of(nodes, namespaces, pods);
    nodes.onEvent((old, now) -> tell(() -> nodeChanged(old, now)));
    namespaces.onEvent((old, now) -> tell(() -> namespaceChanged(old, now)));
    pods.onEvent((old, now) -> tell(() -> podChanged(old, now)));
    this.thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
  }

  /** Begins to schedule as soon as nodes and pods are known. */
  public static Scheduler start(
      KubeClient client, InstantSource clock, Sleeper sleeper, RandomGenerator random) {
    Scheduler scheduler = new Scheduler(client, clock, sleeper, random);
    scheduler.thread.start();
    return scheduler;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    binder.close();
    informers.forEach(Informer::close);
  }

  /** Hands a task to the scheduling thread. */
  private void tell(Runnable task) {
    lock.lock();
    try {
      inbox.addLast(task);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (Informer informer : informers) {
      while (!closed && !informer.awaitSync(SYNC)) {
        LOG.log(System.Logger.Level.WARNING, "scheduler still waits for " + informer.resource());
      }
    }
    try {
      while (!closed) {
        takeTasks(queue.untilNext(clock.instant()));
        PodInfo pod = queue.next(clock.instant());
        if (pod != null) {
          schedule(pod);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs what others handed over; without any, waits at most {@code patience} for some. */
  private void takeTasks(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (inbox.isEmpty() && patience.isPositive()) {
        changed.await(patience.toMillis() + 1, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
    for (Runnable task = poll(); task != null; task = poll()) {
      task.run();
    }
  }

  private Runnable poll() {
    lock.lock();
    try {
      return inbox.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private void schedule(PodInfo pod) {
    Placement.Decision decision = placement.decide(pod, view);
    if (decision.node() != null) {
      String node = decision.node().name();
      view.assume(pod.on(node));
      binder.bind(pod, node, () -> bindingFailed(pod));
      return;
    }
    String why = Diagnosis.message(view.nodes().size(), decision.rejections());
    Preemption.Candidate candidate = Preemption.find(pod, decision.rejections(), decision.checks());
    if (candidate != null) {
      binder.preempt(pod, candidate.node().name(), candidate.victims());
    }
    binder.reject(pod, why, candidate == null ? null : candidate.node().name());
    queue.failed(pod, true);
  }

  private void bindingFailed(PodInfo pod) {
    view.forget(pod.key());
    queue.failed(pod, false);
    queue.moveAll();
  }

  private void nodeChanged(JsonObject old, JsonObject now) {
    if (now == null) {
      view.removeNode(Meta.name(old));
      return;
    }
    view.putNode(now);
    if (old == null || mayMakeRoom(old, now)) {
      queue.moveAll();
    }
  }

  /** A heartbeat alone changes nothing for anyone. */
  private static boolean mayMakeRoom(JsonObject old, JsonObject now) {
    return !old.object("spec").equals(now.object("spec"))
        || !Meta.labels(old).equals(Meta.labels(now))
        || !old.object("status")
            .object("allocatable")
            .equals(now.object("status").object("allocatable"));
  }

  private void namespaceChanged(JsonObject old, JsonObject now) {
    if (now == null) {
      view.removeNamespace(Meta.name(old));
      return;
    }
    Map<String, String> labels = Meta.labels(now);
    view.putNamespace(Meta.name(now), labels);
    if (old != null && !Meta.labels(old).equals(labels)) {
      queue.moveAll();
    }
  }

  private void podChanged(JsonObject old, JsonObject now) {
    if (now == null) {
      ObjectKey key = ObjectKey.of(old);
      boolean madeRoom = view.isPlaced(key);
      view.removePod(key);
      queue.remove(key);
      if (madeRoom) {
        queue.moveAll();
      }
      return;
    }
    PodInfo pod = PodInfo.of(now);
    if (!pod.nodeName().isEmpty()) {
      queue.remove(pod.key());
      boolean wasPlaced = view.isPlaced(pod.key());
      view.putPod(pod);
      // A pod that ended made room; a new one may satisfy somebody's affinity.
      if (!wasPlaced
          || pod.isTerminal()
          || !pod.labels().equals(Meta.labels(old == null ? now : old))) {
        queue.moveAll();
      }
    } else if (pod.isDeleting() || pod.isTerminal() || !pod.schedulerName().equals(NAME)) {
      queue.remove(pod.key());
    } else if (!view.isPlaced(pod.key())) {
      queue.put(pod);
    }
  }
}
