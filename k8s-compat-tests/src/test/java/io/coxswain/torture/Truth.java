package io.coxswain.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Every change of a trial's keys, as all watchers together saw it. Any thread may add. */
final class Truth {
  private final long base;
  private final ConcurrentSkipListMap<Long, Change> changes = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Long, Long> times = new ConcurrentSkipListMap<>();

  /**
   * @param base the revision before the first change; no key existed then
   */
  Truth(long base) {
    this.base = base;
  }

  /** {@code null}, or how it contradicts what another watcher saw at this revision. */
  String add(Change change) {
    Change before = changes.putIfAbsent(change.revision(), change);
    if (before == null) {
      times.put(change.revision(), System.nanoTime());
      return null;
    }
    return before.equals(change) ? null : "watchers disagree: " + before + " and " + change;
  }

  long base() {
    return base;
  }

  /** Those after {@code from} up to {@code to}, in order. */
  List<Change> between(long from, long to) {
    return to <= from ? List.of() : List.copyOf(changes.subMap(from, false, to, true).values());
  }

  List<Change> all() {
    return List.copyOf(changes.values());
  }

  Change at(long revision) {
    return changes.get(revision);
  }

  int size() {
    return changes.size();
  }

  long newest() {
    return changes.isEmpty() ? base : changes.lastKey();
  }

  /** When the change at or next below this revision was first seen: monotonic nanoseconds. */
  long seenAt(long revision) {
    Map.Entry<Long, Long> entry = times.floorEntry(revision);
    return entry == null ? Long.MIN_VALUE : entry.getValue();
  }

  /** The life of every key, to be asked once all is added. */
  Lives lives() {
    return new Lives(all());
  }

  /** What each key was when. */
  static final class Lives {
    private final Map<String, TreeMap<Long, Change>> ofKey = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Long> deletedAt = new HashMap<>();

    private Lives(List<Change> changes) {
      for (Change change : changes) {
        TreeMap<Long, Change> life = ofKey.computeIfAbsent(change.key(), k -> new TreeMap<>());
        Change last = life.isEmpty() ? null : life.lastEntry().getValue();
        check(last == null ? null : last.after(), change);
        life.put(change.revision(), change);
        if (change.isDelete()) {
          deletedAt.put(change.version().uid(), change.revision());
        }
      }
    }

    private void check(Version before, Change change) {
      Version now = change.version();
      boolean good =
          switch (change.type()) {
            case "ADDED" -> before == null && !deletedAt.containsKey(now.uid());
            case "MODIFIED" ->
                before != null
                    && before.uid().equals(now.uid())
                    && !before.value().equals(now.value());
            case "DELETED" ->
                before != null
                    && before.uid().equals(now.uid())
                    && before.value().equals(now.value());
            default -> false;
          };
      if (!good) {
        violations.add(
            "an event does not follow from the one before: " + before + ", then " + change);
      }
    }

    /** Events that do not follow from each other. */
    List<String> violations() {
      return violations;
    }

    /** By uid. */
    Map<String, Long> deletedAt() {
      return deletedAt;
    }

    /** The state of a key once everything up to this revision had happened. */
    Version at(String key, long revision) {
      TreeMap<Long, Change> life = ofKey.get(key);
      Map.Entry<Long, Change> entry = life == null ? null : life.floorEntry(revision);
      return entry == null ? null : entry.getValue().after();
    }

    /** All keys that existed at this revision. */
    Map<String, Version> at(long revision) {
      Map<String, Version> state = new TreeMap<>();
      for (String key : ofKey.keySet()) {
        Version version = at(key, revision);
        if (version != null) {
          state.put(key, version);
        }
      }
      return state;
    }

    /** The first change of a key after this revision; {@link Long#MAX_VALUE}: none. */
    long next(String key, long revision) {
      TreeMap<Long, Change> life = ofKey.get(key);
      Long next = life == null ? null : life.higherKey(revision);
      return next == null ? Long.MAX_VALUE : next;
    }

    /** What happened to a key around a revision, for the evidence. */
    String around(String key, long revision) {
      TreeMap<Long, Change> life = ofKey.getOrDefault(key, new TreeMap<>());
      StringBuilder text = new StringBuilder();
      life.headMap(revision, true).descendingMap().values().stream()
          .limit(4)
          .forEach(change -> text.insert(0, "\n    " + change));
      life.tailMap(revision, false).values().stream()
          .limit(4)
          .forEach(change -> text.append("\n    ").append(change));
      return text.toString();
    }
  }
}
