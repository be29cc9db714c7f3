package io.coxswain.schema;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The scheme of this moment: what is built in, and the custom resources as their definitions come,
 * change and go. Thread-safe; a scheme once read stays as it is.
 */
public final class LiveScheme implements Supplier<Scheme> {
  private final Scheme base;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Served> served = new TreeMap<>(); // guarded by this
  private long generation; // guarded by this
  private volatile Scheme now;

  private record Served(JsonObject substance, List<ResourceType> types) {}

  public LiveScheme(Scheme base) {
    this.base = base;
    this.now = base;
  }

  @Override
  public Scheme get() {
    return now;
  }

  /** A definition that came or changed. Types it leaves as they were stay the same instances. */
  public void define(JsonObject definition) {
    synchronized (this) {
      JsonObject substance = CustomTypes.substance(definition);
      Served before = served.get(Meta.name(definition));
      if (before != null && before.substance.equals(substance)) {
        return;
      }
      List<ResourceType> types = CustomTypes.of(definition, ++generation);
      served.put(Meta.name(definition), new Served(substance, types));
      if (types.isEmpty() && (before == null || before.types.isEmpty())) {
        return;
      }
      publish();
    }
    listeners.forEach(Runnable::run);
  }

  /** A definition that is gone. */
  public void forget(String name) {
    synchronized (this) {
      Served before = served.remove(name);
      if (before == null || before.types.isEmpty()) {
        return;
      }
      publish();
    }
    listeners.forEach(Runnable::run);
  }

  private void publish() {
    List<ResourceType> all = new ArrayList<>();
    served.values().forEach(each -> all.addAll(each.types));
    all.sort(
        Comparator.comparing((ResourceType type) -> type.kind().group())
            .thenComparing(type -> type.kind().version(), CustomTypes::byPriority));
    now = base.with(all);
  }

  /**
   * Calls {@code listener} after each change, on the changing thread.
   *
   * @return ends that
   */
  public Runnable onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
