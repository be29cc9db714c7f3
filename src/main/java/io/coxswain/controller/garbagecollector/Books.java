package io.coxswain.controller.garbagecollector;

import io.coxswain.client.MetadataListener;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Tells the graph what a resource's informer hears. Used by the informer's thread. */
final class Books implements MetadataListener {
  private final Graph graph;
  private final Gvk kind;

  // What a list that is not the first one has brought; null between lists.
  private Set<UUID> numbers;
  private Set<String> others;

  Books(Graph graph, Gvk kind) {
    this.graph = graph;
    this.kind = kind;
  }

  @Override
  public void listing() {
    boolean first = graph.isNew(kind);
    numbers = first ? null : new HashSet<>();
    others = first ? null : new HashSet<>();
  }

  @Override
  public void seen(JsonObject object) {
    graph.put(kind, object);
    if (numbers != null) {
      String uid = Meta.uid(object);
      UUID number = Plain.number(uid);
      if (number == null) {
        others.add(uid);
      } else {
        numbers.add(number);
      }
    }
  }

  @Override
  public void listed() {
    if (numbers != null) {
      graph.retain(kind, numbers, others);
      numbers = null;
      others = null;
    }
  }

  @Override
  public void gone(JsonObject last) {
    graph.remove(Meta.uid(last));
  }

  /** The resource is not served any more. */
  void close() {
    graph.retain(kind, Set.of(), Set.of());
  }
}
