package io.coxswain.store;

import io.coxswain.kube.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What PostgreSQL promises, in memory: the tables, the order lock, the unique key of a batch. */
final class SimulatedDatabase {
  record Row(long low, long high) {}

  record BatchKey(UUID writer, long seq) {}

  final Map<BatchKey, Row> batches = new HashMap<>();
  final Map<ObjectKey, Stored> objects = new TreeMap<>();
  final TreeMap<Long, Change> changes = new TreeMap<>();
  final TreeMap<Long, UUID> writerOf = new TreeMap<>();
  Epoch epoch = new Epoch("one", 1);
  long high;
  long compacted;
  long kept;
  long end = 1_000_000;

  /** The lane connection that holds leadership, or 0. */
  long leader;

  /** Commits atomically; {@code null} where the key is taken, which aborts the transaction. */
  long[] commit(UUID writer, long seq, List<Write> writes) {
    BatchKey key = new BatchKey(writer, seq);
    if (batches.containsKey(key)) {
      return null;
    }
    long low = high + 1;
    long[] actual = new long[writes.size()];
    for (int i = 0; i < actual.length; i++) {
      Write w = writes.get(i);
      Stored held = objects.get(w.key());
      long revision = held == null ? 0 : held.revision();
      boolean won = w.op() == Op.CREATE ? held == null : held != null && revision == w.expected();
      actual[i] = won ? Event.WON : revision;
      if (won) {
        Change change =
            new Change(
                low + i, w.op(), w.resource(), w.key(), w.uid(), w.version(), w.body(), "", "");
        changes.put(low + i, change);
        writerOf.put(low + i, writer);
        if (w.op() == Op.DELETE) {
          objects.remove(w.key());
        } else {
          objects.put(w.key(), change.stored());
        }
      }
    }
    high = low + actual.length - 1;
    batches.put(key, new Row(low, high));
    return actual;
  }

  /** Takes the key if it is free; then the batch's low revision, 0 for a key taken by a fence. */
  long fence(UUID writer, long seq) {
    return batches.computeIfAbsent(new BatchKey(writer, seq), k -> new Row(0, 0)).low();
  }

  long[] fenceResult(long low, List<Write> writes) {
    long[] actual = new long[writes.size()];
    for (int i = 0; i < actual.length; i++) {
      Stored held = objects.get(writes.get(i).key());
      actual[i] = changes.containsKey(low + i) ? Event.WON : held == null ? 0 : held.revision();
    }
    return actual;
  }

  Batch tail(long after) {
    return new Batch(high, new ArrayList<>(changes.tailMap(after, false).values()));
  }

  Load load() {
    return new Load(
        epoch, high, compacted, high, new ArrayList<>(objects.values()), List.of(), List.of());
  }

  /** A standby without the last changes is promoted; the next session makes revisions leap. */
  void failOver(long lost) {
    long survives = Math.max(0, high - lost);
    changes.tailMap(survives, false).clear();
    batches.values().removeIf(row -> row.high() > survives);
    objects.clear();
    for (Change change : changes.values()) {
      if (change.op() == Op.DELETE) {
        objects.remove(change.key());
      } else {
        objects.put(change.key(), change.stored());
      }
    }
    epoch = new Epoch("one", epoch.timeline() + 1);
    high = high + 1_000_000;
    compacted = high;
    kept = high;
    end = high + 1_000_000;
  }
}
