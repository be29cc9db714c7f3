package io.coxswain.controller.garbagecollector;

import io.coxswain.controller.Discovery;
import io.coxswain.kube.Gvk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From a kind, in whatever version it is written, to the resource to ask. Thread-safe. */
final class Kinds {
  private volatile Map<String, Discovery.Resource> resources = Map.of();

  void set(List<Discovery.Resource> found) {
    Map<String, Discovery.Resource> next = new HashMap<>();
    for (Discovery.Resource resource : found) {
      next.putIfAbsent(resource.resource().group() + "/" + resource.kind(), resource);
    }
    resources = next;
  }

  /** {@code null} where the server has no such kind. */
  Discovery.Resource of(Gvk kind) {
    return resources.get(kind.group() + "/" + kind.kind());
  }
}
