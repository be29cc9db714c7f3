package io.coxswain.node.net;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What to do to the table, in one transaction.
 *
 * @param removedElements elements that go, also those that come again with another value; with the
 *     value they had
 * @param chains rules of new and changed chains
 * @param newChains those of {@code chains} that did not exist
 */
public record Change(
    SortedMap<String, String> addedSets,
    SortedMap<String, List<String>> chains,
    SortedSet<String> newChains,
    SortedMap<Element, String> removedElements,
    SortedMap<Element, String> addedElements,
    SortedSet<String> removedChains,
    SortedSet<String> removedSets) {

  public boolean isEmpty() {
    return addedSets.isEmpty()
        && chains.isEmpty()
        && removedElements.isEmpty()
        && addedElements.isEmpty()
        && removedChains.isEmpty()
        && removedSets.isEmpty();
  }
}
