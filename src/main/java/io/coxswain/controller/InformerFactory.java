package io.coxswain.controller;

import io.coxswain.client.Informer;
import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.kube.Gvr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One informer a resource, shared by all controllers of a process. */
public final class InformerFactory implements AutoCloseable {
  private final KubeClient client;
  private final Map<Gvr, Informer> informers = new HashMap<>();

  public InformerFactory(KubeClient client) {
    this.client = client;
  }

  /** The informer over all namespaces, started on first use. */
  public synchronized Informer of(Gvr resource) {
    return informers.computeIfAbsent(resource, r -> Informer.start(client, r, "", ListOptions.ALL));
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
