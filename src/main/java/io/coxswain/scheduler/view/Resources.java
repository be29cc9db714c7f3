package io.coxswain.scheduler.view;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Quantity;
import java.util.HashMap;
import java.util.Map;

/**
 * Amounts of resources: {@code cpu} in thousandths, everything else in whole units (bytes, pieces).
 * Immutable.
 */
public record Resources(Map<String, Long> amounts) {
  public static final String CPU = "cpu";
  public static final String MEMORY = "memory";
  public static final String PODS = "pods";
  public static final Resources NONE = new Resources(Map.of());

  /** Reads a resource list such as {@code {cpu: 500m, memory: 1Gi}}. */
  public static Resources of(JsonObject list) {
    if (list.isEmpty()) {
      return NONE;
    }
    Map<String, Long> out = new HashMap<>();
    list.fields()
        .forEach(
            (name, value) -> {
              Quantity quantity = Quantity.of(value);
              out.put(name, name.equals(CPU) ? quantity.milli() : quantity.units());
            });
    return new Resources(Map.copyOf(out));
  }

  public long get(String name) {
    return amounts.getOrDefault(name, 0L);
  }

  public Resources plus(Resources other) {
    return combine(other, Long::sum);
  }

  public Resources minus(Resources other) {
    return combine(other, (a, b) -> a - b);
  }

  /** The larger amount of each. */
  public Resources max(Resources other) {
    return combine(other, Math::max);
  }

  private Resources combine(Resources other, java.util.function.LongBinaryOperator how) {
    if (other.amounts.isEmpty()) {
      return this;
    }
    Map<String, Long> out = new HashMap<>(amounts);
    other.amounts.forEach(
        (name, amount) -> out.put(name, how.applyAsLong(out.getOrDefault(name, 0L), amount)));
    return new Resources(Map.copyOf(out));
  }
}
