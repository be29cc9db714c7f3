package io.coxswain.api.render;

import io.coxswain.cache.Entry;
import java.util.List;

/**
 * The objects of a list, in order.
 *
 * @param entries iterates over {@code size} objects, the same ones each time
 */
public record Selected(int size, Iterable<Entry> entries) {
  public static Selected of(List<Entry> entries) {
    return new Selected(entries.size(), entries);
  }
}
