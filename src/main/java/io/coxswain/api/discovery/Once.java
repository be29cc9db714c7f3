package io.coxswain.api.discovery;

import io.coxswain.api.verb.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Values that are made on worker threads, once for all who ask at the same time, and kept as long
 * as what they were made of is asked for. A failure is not kept. Thread-safe.
 */
final class Once<V> {
  private final Map<String, Made<V>> values = new ConcurrentHashMap<>();

  private record Made<V>(Object source, Promise<V> value) {}

  /**
   * @param source equal as long as the value is good
   */
  Future<V> get(String name, Object source, Loop loop, Callable<V> make) {
    Made<V> mine = new Made<>(source, Promise.promise());
    Made<V> known =
        values.compute(name, (key, old) -> old != null && old.source.equals(source) ? old : mine);
    if (known == mine) {
      loop.aside(make).onFailure(error -> values.remove(name, mine)).onComplete(mine.value::handle);
    }
    return loop.on(known.value.future());
  }

  /** Forgets the values whose names do not pass. */
  void retain(Predicate<String> names) {
    values.keySet().removeIf(names.negate());
  }
}
