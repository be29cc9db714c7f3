package io.coxswain.node.net;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table that should be: the rules of all owners, and what changed since the last transaction.
 * Belongs to one thread.
 */
public final class RoutingTable {
  private final Map<String, Rules> owners = new HashMap<>();
  private final Claims<Element, String> elements = new Claims<>();
  private final Claims<String, List<String>> chains = new Claims<>();
  private final Claims<String, String> sets = new Claims<>();

  /** Replaces what an owner wants; {@link Rules#NONE} removes it. */
  public void put(String owner, Rules rules) {
    Rules old = owners.getOrDefault(owner, Rules.NONE);
    elements.replace(owner, old.elements(), rules.elements());
    chains.replace(owner, old.chains(), rules.chains());
    sets.replace(owner, old.sets(), rules.sets());
    if (rules.isEmpty()) {
      owners.remove(owner);
    } else {
      owners.put(owner, rules);
    }
  }

  /** What changed since the last call of this or {@link #everything}. */
  public Change drain() {
    TreeMap<Element, String> goneElements = new TreeMap<>();
    TreeMap<Element, String> newElements = new TreeMap<>();
    elements.drain(goneElements, newElements);
    TreeMap<String, List<String>> goneChains = new TreeMap<>();
    TreeMap<String, List<String>> changedChains = new TreeMap<>();
    chains.drain(goneChains, changedChains);
    TreeMap<String, String> goneSets = new TreeMap<>();
    TreeMap<String, String> newSets = new TreeMap<>();
    sets.drain(goneSets, newSets);
    TreeSet<String> newChains = new TreeSet<>(changedChains.keySet());
    newChains.removeAll(goneChains.keySet());
    goneChains.keySet().removeAll(changedChains.keySet());
    return new Change(
        newSets,
        changedChains,
        newChains,
        goneElements,
        newElements,
        new TreeSet<>(goneChains.keySet()),
        new TreeSet<>(goneSets.keySet()));
  }

  /** The whole table as a change of an empty one. */
  public Change everything() {
    drain();
    SortedMap<String, List<String>> all = chains.all();
    return new Change(
        sets.all(),
        all,
        new TreeSet<>(all.keySet()),
        new TreeMap<>(),
        elements.all(),
        new TreeSet<>(),
        new TreeSet<>());
  }
}
