package io.coxswain.client;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The objects an informer knows, by key and by index. Thread-safe; written by one thread. */
final class InformerStore {
  private static final String NAMESPACE = "namespace";

  private final Map<ObjectKey, JsonObject> objects = new LinkedHashMap<>();
  private final Map<String, Index> indexes = new HashMap<>();

  /** One index: value to the objects that have it. */
  private record Index(
      Function<JsonObject, ? extends Collection<String>> values,
      Map<String, Map<ObjectKey, JsonObject>> entries) {

    void add(ObjectKey key, JsonObject object) {
      for (String value : values.apply(object)) {
        entries.computeIfAbsent(value, v -> new LinkedHashMap<>()).put(key, object);
      }
    }

    void remove(ObjectKey key, JsonObject object) {
      for (String value : values.apply(object)) {
        Map<ObjectKey, JsonObject> bucket = entries.get(value);
        if (bucket != null) {
          bucket.remove(key);
          if (bucket.isEmpty()) {
            entries.remove(value);
          }
        }
      }
    }
  }

  InformerStore() {
    addIndex(NAMESPACE, object -> List.of(Meta.namespace(object)));
  }

  synchronized void addIndex(
      String name, Function<JsonObject, ? extends Collection<String>> values) {
    if (indexes.containsKey(name)) {
      return;
    }
    Index index = new Index(values, new HashMap<>());
    objects.forEach(index::add);
    indexes.put(name, index);
  }

  synchronized JsonObject get(ObjectKey key) {
    return objects.get(key);
  }

  synchronized int size() {
    return objects.size();
  }

  synchronized List<JsonObject> list() {
    return new ArrayList<>(objects.values());
  }

  List<JsonObject> list(String namespace) {
    return namespace.isEmpty() ? list() : byIndex(NAMESPACE, namespace);
  }

  synchronized List<JsonObject> byIndex(String name, String value) {
    Index index = indexes.get(name);
    if (index == null) {
      throw new IllegalArgumentException("no index " + name);
    }
    Map<ObjectKey, JsonObject> bucket = index.entries.get(value);
    return bucket == null ? List.of() : new ArrayList<>(bucket.values());
  }

  synchronized Set<ObjectKey> keys() {
    return Set.copyOf(objects.keySet());
  }

  /** Returns what was there before, or {@code null}. */
  synchronized JsonObject put(ObjectKey key, JsonObject object) {
    JsonObject old = objects.put(key, object);
    for (Index index : indexes.values()) {
      if (old != null) {
        index.remove(key, old);
      }
      index.add(key, object);
    }
    return old;
  }

  /** Returns what was there before, or {@code null}. */
  synchronized JsonObject remove(ObjectKey key) {
    JsonObject old = objects.remove(key);
    if (old != null) {
      indexes.values().forEach(index -> index.remove(key, old));
    }
    return old;
  }
}
