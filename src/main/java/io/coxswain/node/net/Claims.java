package io.coxswain.node.net;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who wants which value under a key. The first owner by name gets it (two Services may claim one
 * external address); others step in when it leaves. Not thread-safe.
 */
final class Claims<K extends Comparable<K>, V> {
  private final Map<K, TreeMap<String, V>> claims = new HashMap<>();

  /** Values that changed since {@link #drain}: what they were before ({@code null}: absent). */
  private final TreeMap<K, Before<V>> touched = new TreeMap<>();

  private record Before<V>(V value) {}

  /** Replaces all claims of an owner. */
  void replace(String owner, Map<K, V> old, Map<K, V> now) {
    for (K key : old.keySet()) {
      if (!now.containsKey(key)) {
        touch(key);
        TreeMap<String, V> owners = claims.get(key);
        owners.remove(owner);
        if (owners.isEmpty()) {
          claims.remove(key);
        }
      }
    }
    for (Map.Entry<K, V> entry : now.entrySet()) {
      if (!entry.getValue().equals(old.get(entry.getKey()))) {
        touch(entry.getKey());
        claims.computeIfAbsent(entry.getKey(), k -> new TreeMap<>()).put(owner, entry.getValue());
      }
    }
  }

  private void touch(K key) {
    if (!touched.containsKey(key)) {
      touched.put(key, new Before<>(value(key)));
    }
  }

  /** The value in force, or {@code null}. */
  V value(K key) {
    TreeMap<String, V> owners = claims.get(key);
    return owners == null ? null : owners.firstEntry().getValue();
  }

  /** Every value in force. */
  SortedMap<K, V> all() {
    SortedMap<K, V> out = new TreeMap<>();
    claims.forEach((key, owners) -> out.put(key, owners.firstEntry().getValue()));
    return out;
  }

  /**
   * Collects what changed since the last call.
   *
   * @param removed receives values that went or were replaced
   * @param added receives new values
   */
  void drain(SortedMap<K, V> removed, SortedMap<K, V> added) {
    touched.forEach(
        (key, before) -> {
          V now = value(key);
          if (before.value() == null ? now == null : before.value().equals(now)) {
            return;
          }
          if (before.value() != null) {
            removed.put(key, before.value());
          }
          if (now != null) {
            added.put(key, now);
          }
        });
    touched.clear();
  }
}
