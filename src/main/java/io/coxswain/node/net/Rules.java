package io.coxswain.node.net;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one owner (a Service, a pod with host ports) wants in the table.
 *
 * @param elements values by element; the empty string in a set
 * @param chains rules of the owner's own chains
 * @param sets definitions of the owner's own sets
 */
public record Rules(
    SortedMap<Element, String> elements,
    SortedMap<String, List<String>> chains,
    SortedMap<String, String> sets) {
  public static final Rules NONE = new Rules(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  public Rules {
    elements = Collections.unmodifiableSortedMap(elements);
    chains = Collections.unmodifiableSortedMap(chains);
    sets = Collections.unmodifiableSortedMap(sets);
  }

  public boolean isEmpty() {
    return elements.isEmpty() && chains.isEmpty() && sets.isEmpty();
  }
}
