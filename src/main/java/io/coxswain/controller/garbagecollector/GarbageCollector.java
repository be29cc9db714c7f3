package io.coxswain.controller.garbagecollector;

import io.coxswain.client.Informer;
import io.coxswain.client.WorkQueue;
import io.coxswain.controller.Controller;
import io.coxswain.controller.ControllerContext;
import io.coxswain.controller.Discovery;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Gvr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Watches the metadata of every deletable resource and collects what no owner is left for. */
public final class GarbageCollector implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GarbageCollector.class.getName());
  private static final Duration DISCOVERY = Duration.ofSeconds(60);
  private static final Duration SYNC = Duration.ofSeconds(30);
  private static final int DELETERS = 8;
  private static final int ORPHANERS = 2;

  private final ControllerContext context;
  private final Discovery discovery;
  private final Kinds kinds = new Kinds();
  private final Graph graph;
  private final WorkQueue<String> deletions;
  private final WorkQueue<String> orphans;
  private final Map<Gvr, Followed> informers = new HashMap<>(); // guarded by this
  private final List<Controller<?>> controllers = new ArrayList<>(); // guarded by this
  private boolean closed; // guarded by this

  private record Followed(Informer informer, Books books) {}

  private GarbageCollector(ControllerContext context) {
    this.context = context;
    this.discovery = new Discovery(context.client());
    this.deletions = new WorkQueue<>(context.timer());
    this.orphans = new WorkQueue<>(context.timer());
    this.graph = new Graph(deletions::add, orphans::add);
  }

  public static AutoCloseable start(ControllerContext context) {
    GarbageCollector collector = new GarbageCollector(context);
    synchronized (collector) {
      collector.controllers.add(
          Controller.every(
              "garbagecollector-discovery",
              DISCOVERY,
              context.timer(),
              List.of(),
              collector::refresh));
    }
    return collector;
  }

  /** Follows resources as they come and go; the first time it also starts the workers. */
  private void refresh() {
    Discovery.Found found = discovery.find();
    kinds.set(found.resources());
    List<Informer> fresh = watch(found);
    fresh.forEach(this::awaitSync);
    work();
  }

  private synchronized List<Informer> watch(Discovery.Found found) {
    Set<Gvr> wanted = new HashSet<>();
    List<Informer> fresh = new ArrayList<>();
    for (Discovery.Resource resource : found.resources()) {
      if (closed || !resource.can("list", "watch", "delete") || isIgnored(resource.resource())) {
        continue;
      }
      wanted.add(resource.resource());
      if (!informers.containsKey(resource.resource())) {
        Gvk kind = Gvk.of(resource.resource().apiVersion(), resource.kind());
        Books books = new Books(graph, kind);
        Informer informer = Informer.startMetadata(context.client(), resource.resource(), books);
        informers.put(resource.resource(), new Followed(informer, books));
        fresh.add(informer);
      }
    }
    if (found.failedGroups().isEmpty()) {
      informers.entrySet().removeIf(entry -> dropped(entry, wanted));
    }
    return fresh;
  }

  /** Events are many, short-lived and own nothing. */
  private static boolean isIgnored(Gvr resource) {
    return resource.resource().equals("events");
  }

  private boolean dropped(Map.Entry<Gvr, Followed> entry, Set<Gvr> wanted) {
    if (wanted.contains(entry.getKey())) {
      return false;
    }
    entry.getValue().informer.close();
    entry.getValue().books.close();
    return true;
  }

  private void awaitSync(Informer informer) {
    if (!informer.awaitSync(SYNC) && !Thread.currentThread().isInterrupted()) {
      // Owners of that kind are asked for one by one meanwhile.
      LOG.log(System.Logger.Level.WARNING, "no list yet of " + informer.resource());
    }
  }

  private synchronized void work() {
    if (controllers.size() > 1 || closed) {
      return;
    }
    Attempts attempts = new Attempts(context.client(), graph, kinds, deletions::add);
    controllers.add(
        Controller.start(
            "garbagecollector-delete", deletions, DELETERS, List.of(), attempts::delete));
    controllers.add(
        Controller.start(
            "garbagecollector-orphan", orphans, ORPHANERS, List.of(), attempts::orphan));
  }

  @Override
  public synchronized void close() {
    closed = true;
    controllers.forEach(Controller::close);
    informers.values().forEach(followed -> followed.informer.close());
    informers.clear();
  }
}
