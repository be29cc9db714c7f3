package io.coxswain.controller;

import io.coxswain.client.Informer;
import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.kube.Gvr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One informer a resource and selection, shared by all controllers of a process. */
public final class InformerFactory implements AutoCloseable {
  private final KubeClient client;
  private final Map<Wanted, Informer> informers = new HashMap<>();

  private record Wanted(Gvr resource, ListOptions options) {}

  public InformerFactory(KubeClient client) {
    this.client = client;
  }

  /** The informer over all namespaces, started on first use. */
  public Informer of(Gvr resource) {
    return of(resource, ListOptions.ALL);
  }

  /** As {@link #of(Gvr)}, for what is selected alone. */
  public synchronized Informer of(Gvr resource, ListOptions options) {
    return informers.computeIfAbsent(
        new Wanted(resource, options), wanted -> Informer.start(client, resource, "", options));
  }

  public synchronized List<Informer> all() {
    return List.copyOf(informers.values());
  }

  @Override
  public synchronized void close() {
    informers.values().forEach(Informer::close);
    informers.clear();
  }
}
