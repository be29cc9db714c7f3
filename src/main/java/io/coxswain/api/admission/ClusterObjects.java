package io.coxswain.api.admission;

import io.coxswain.cache.Cache;
import io.coxswain.cache.Entry;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ObjectKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Objects that plugins look up, from the cache. */
public final class ClusterObjects {
  private final Cache cache;

  public ClusterObjects(Cache cache) {
    this.cache = cache;
  }

  /** The object, or {@code null}. */
  JsonObject get(String storageResource, String namespace, String name) {
    Entry entry = cache.snapshot(storageResource).get(ObjectKey.of(namespace, name));
    return entry == null ? null : entry.object();
  }

  /** As {@link #get}; where it is missing, looked for again after a consistent read. */
  Future<JsonObject> find(String storageResource, String namespace, String name) {
    JsonObject known = get(storageResource, namespace, name);
    return known != null
        ? Future.succeededFuture(known)
        : cache.current().map(ignored -> get(storageResource, namespace, name));
  }

  /** The objects of a namespace in order of their names; {@code null}: of all. */
  List<JsonObject> list(String storageResource, String namespace) {
    List<JsonObject> out = new ArrayList<>();
    for (Entry entry : cache.snapshot(storageResource).in(namespace)) {
      out.add(entry.object());
    }
    return out;
  }
}
