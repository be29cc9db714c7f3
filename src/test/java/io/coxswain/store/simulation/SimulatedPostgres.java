package io.coxswain.store.simulation;

import io.coxswain.store.Batch;
import io.coxswain.store.Change;
import io.coxswain.store.Epoch;
import io.coxswain.store.Event;
import io.coxswain.store.Load;
import io.coxswain.store.Op;
import io.coxswain.store.Outcome;
import io.coxswain.store.Stored;
import io.coxswain.store.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the statements of {@code store.postgres} promise, in memory: the tables, the order lock, the
 * unique key of a batch, the two horizons. Each method is one transaction. {@link #truth} is not a
 * table: it remembers everything, and is what answers are compared with.
 */
final class SimulatedPostgres {
  static final String LEASES = "leases.coordination.k8s.io";

  private record BatchKey(UUID writer, long seq) {}

  /**
   * @param at by a clock that nobody sets: no statement reads it
   */
  private record BatchRow(long low, long high, long at) {}

  private record ObjectRow(Stored stored, long ends) {}

  private final Shape shape;
  private final Map<BatchKey, BatchRow> batches = new HashMap<>();
  private final TreeMap<Long, BatchRow> highs = new TreeMap<>();
  private final Map<Address, ObjectRow> objects = new LinkedHashMap<>();
  private final TreeMap<Long, Change> changes = new TreeMap<>();
  private final Map<Address, Stored> base = new HashMap<>();
  private final TreeMap<Long, Long> marks = new TreeMap<>();
  private Epoch recorded;
  private long compacted;
  private long kept;
  private long furthest;
  private long end;

  /** The lane connection that holds leadership, or 0. */
  long leader;

  /** Every change ever committed here, with its body; those of a lost tail are elsewhere. */
  final Truth truth;

  /** Changes with every promotion; two standbys of one primary may get the same number. */
  int timeline = 1;

  /**
   * @param partition revisions in one partition
   * @param ahead revisions for which partitions are made ahead
   * @param served how long the past is served
   * @param kept how long history is kept
   * @param life no object that ends by itself lives longer
   * @param settled history of so many revisions stays, however old
   * @param fences how long a fence's row is kept
   * @param tailRows rows of one tail read
   * @param pastRows changes that a restart puts back on the ring
   */
  record Shape(
      long partition,
      long ahead,
      long served,
      long kept,
      long life,
      long settled,
      long fences,
      int tailRows,
      int pastRows) {}

  SimulatedPostgres(Shape shape) {
    this.shape = shape;
    this.truth = new Truth();
    this.recorded = new Epoch("one", timeline, new UUID(0, 0));
    this.end = shape.ahead;
  }

  /** A standby's copy, as the primary is now. */
  SimulatedPostgres(SimulatedPostgres primary) {
    this.shape = primary.shape;
    this.truth = new Truth(primary.truth);
    batches.putAll(primary.batches);
    highs.putAll(primary.highs);
    objects.putAll(primary.objects);
    changes.putAll(primary.changes);
    base.putAll(primary.base);
    marks.putAll(primary.marks);
    recorded = primary.recorded;
    compacted = primary.compacted;
    kept = primary.kept;
    end = primary.end;
    timeline = primary.timeline;
  }

  /** Whether a lane has followed the last promotion: until then nobody else may read. */
  boolean isFollowed() {
    return recorded.timeline() == timeline;
  }

  /** As every new lane does: the first after a promotion makes revisions leap. */
  Epoch open(long now, UUID fresh, long highestEver) {
    if (!isFollowed()) {
      long to = Math.max((head() / 1_000_000 + 1) * 1_000_000, 1_000_000_000 + (now + 1) * 1000);
      Broken.unless(to > highestEver, 7, "revisions leap to one that was used", to);
      recorded = new Epoch("one", timeline, fresh);
      enter(new BatchKey(fresh, 0), new BatchRow(to, to, now));
      compacted = to;
      end = to / shape.partition * shape.partition + shape.ahead;
    }
    return recorded;
  }

  long head() {
    return highs.isEmpty() ? 0 : highs.lastKey();
  }

  long end() {
    return end;
  }

  long compacted() {
    return compacted;
  }

  long kept() {
    return kept;
  }

  /** The batch statement; {@code null} where its key is taken, which aborts the transaction. */
  long[] commit(UUID writer, long seq, List<Write> writes, long now) {
    BatchKey key = new BatchKey(writer, seq);
    if (batches.containsKey(key)) {
      return null;
    }
    long low = head() + 1;
    Broken.unless(low + writes.size() <= end, 8, "a batch beyond the partitions", low);
    Broken.unless(low > truth.high(), 1, "a revision is used again", low);
    long[] actual = new long[writes.size()];
    for (int i = 0; i < actual.length; i++) {
      Write w = writes.get(i);
      Address address = Address.of(w);
      ObjectRow held = objects.get(address);
      long revision = held == null ? 0 : held.stored.revision();
      boolean won = w.op() == Op.CREATE ? held == null : held != null && revision == w.expected();
      actual[i] = won ? Event.WON : revision;
      if (won) {
        boolean bodied = w.op() == Op.DELETE || !w.resource().equals(LEASES);
        if (bodied && held != null && revision <= kept) {
          base.put(address, held.stored);
        }
        Change change = change(low + i, w, w.body());
        truth.add(change);
        changes.put(low + i, bodied ? change : change(low + i, w, null));
        if (w.op() == Op.DELETE) {
          objects.remove(address);
        } else {
          long ends = w.lives() == null ? Long.MAX_VALUE : now + w.lives().toMillis();
          objects.put(address, new ObjectRow(change.stored(), ends));
        }
      }
    }
    truth.passed(low + actual.length - 1);
    enter(key, new BatchRow(low, low + actual.length - 1, now));
    return actual;
  }

  private static Change change(long revision, Write w, byte[] body) {
    return new Change(
        revision, w.op(), w.resource(), w.key(), w.uid(), w.version(), body, w.by(), w.manager());
  }

  private void enter(BatchKey key, BatchRow row) {
    batches.put(key, row);
    highs.put(row.high, row);
  }

  /** Takes the key if it is free; then the batch's low revision, 0 for a key taken by a fence. */
  long fence(UUID writer, long seq, long now) {
    long head = head();
    BatchRow row =
        batches.computeIfAbsent(new BatchKey(writer, seq), k -> new BatchRow(-head, 0, now));
    return Math.max(0, row.low);
  }

  long[] fenceResult(long low, List<Write> writes) {
    long[] actual = new long[writes.size()];
    for (int i = 0; i < actual.length; i++) {
      ObjectRow held = objects.get(Address.of(writes.get(i)));
      actual[i] =
          changes.containsKey(low + i) ? Event.WON : held == null ? 0 : held.stored.revision();
    }
    return actual;
  }

  Event.TailRead tail(long connection, long after) {
    Broken.unless(kept >= furthest, 8, "the kept horizon moved back", kept);
    furthest = kept;
    long high = head();
    boolean more = false;
    List<Change> rows = new ArrayList<>();
    for (Change row : changes.subMap(after, false, Math.max(after, high), true).values()) {
      rows.add(withBody(row));
      if (rows.size() == shape.tailRows) {
        high = row.revision();
        more = true;
        break;
      }
    }
    return new Event.TailRead(connection, compacted, kept, new Batch(high, rows), more);
  }

  /** Rows without a body take the object's, unless a later change overtook them. */
  private Change withBody(Change row) {
    if (row.body() != null) {
      return row;
    }
    ObjectRow held = objects.get(Address.of(row));
    return held != null && held.stored.revision() == row.revision()
        ? truth.at(row.revision())
        : row;
  }

  Load load() {
    long high = head();
    long horizon = Math.max(compacted, kept);
    int back = 0;
    for (long revision : changes.tailMap(horizon, false).descendingKeySet()) {
      if (back++ == shape.pastRows) {
        horizon = revision;
        break;
      }
    }
    List<Stored> held = new ArrayList<>(objects.size());
    objects.values().forEach(row -> held.add(row.stored));
    List<Change> past = new ArrayList<>();
    Set<Address> changed = new HashSet<>();
    for (Change row : changes.subMap(horizon, false, Math.max(horizon, high), true).values()) {
      past.add(withBody(row));
      changed.add(Address.of(row));
    }
    Map<Address, Stored> images = new LinkedHashMap<>();
    for (Address address : changed) {
      Stored image = base.get(address);
      if (image != null && image.revision() <= horizon) {
        images.put(address, image);
      }
    }
    for (Change row : changes.headMap(horizon, true).values()) {
      Address address = Address.of(row);
      if (changed.contains(address)) {
        images.remove(address);
        if (row.op() != Op.DELETE && row.body() != null) {
          images.put(address, row.stored());
        }
      }
    }
    return new Load(
        recorded, high, compacted, horizon, held, new ArrayList<>(images.values()), past);
  }

  void extend(long high) {
    end = Math.max(end, high / shape.partition * shape.partition + shape.ahead);
  }

  void compact(long old, long now) {
    compacted = Math.max(compacted, old);
    Broken.unless(youngest(old) <= now - shape.served, 10, "young, but not served any more", old);
  }

  /** The longest life that is recorded; negative: none. */
  long lived() {
    return marks.isEmpty() ? -1 : marks.lastKey();
  }

  /** Whether nobody else has set one meanwhile. */
  boolean mark(long lived, long head, long last) {
    boolean next = lived() == last;
    if (next) {
      marks.put(lived, head);
    }
    return next;
  }

  /** What history is older than it is kept, by whole partitions. */
  long forgettable(long lived, long now) {
    var known = marks.floorEntry(lived - shape.kept);
    long old = known == null ? 0 : known.getValue();
    long to = Math.min(Math.min(compacted, old), Math.max(0, head() - shape.settled));
    Broken.unless(youngest(to) <= now - shape.kept, 10, "young, but history no more", to);
    return (to + 1) / shape.partition * shape.partition - 1;
  }

  /** When the newest of what is at or below this revision was committed. */
  private long youngest(long revision) {
    var row = highs.floorEntry(revision);
    return row == null ? Long.MIN_VALUE : row.getValue().at;
  }

  void fillBase(long horizon, long now) {
    if (horizon <= kept) {
      return;
    }
    Set<Address> changedAfter = new HashSet<>();
    changes.tailMap(horizon, false).values().forEach(row -> changedAfter.add(Address.of(row)));
    Map<Address, Change> last = new HashMap<>();
    changes.headMap(horizon, true).values().forEach(row -> last.put(Address.of(row), row));
    for (Map.Entry<Address, Change> row : last.entrySet()) {
      boolean leaves = row.getValue().op() == Op.DELETE;
      if (leaves) {
        base.remove(row.getKey());
      } else if (changedAfter.contains(row.getKey()) && row.getValue().body() != null) {
        base.put(row.getKey(), row.getValue().stored());
      }
    }
    base.keySet().retainAll(changedAfter);
    highs.headMap(horizon, true).clear();
    batches
        .values()
        .removeIf(
            row ->
                row.high > 0
                    ? row.high <= horizon
                    : -row.low <= horizon && row.at < now - shape.fences);
    kept = horizon;
  }

  void drop() {
    changes.headMap(kept, true).clear();
  }

  List<Write> ended(long old, long now) {
    List<Write> deletes = new ArrayList<>();
    for (ObjectRow row : objects.values()) {
      if (row.ends < Long.MAX_VALUE && row.stored.revision() <= old) {
        Broken.unless(row.ends <= now, 10, "young, but ended", row.stored.key());
        Stored s = row.stored;
        deletes.add(
            new Write(
                Op.DELETE,
                s.resource(),
                s.key(),
                s.revision(),
                s.uid(),
                s.version(),
                s.body(),
                null,
                "",
                ""));
      }
    }
    return deletes;
  }

  /** What the batch in flight became, for who asks beside the protocol. */
  Outcome outcomeOf(Write write) {
    Change change = truth.of(write.body());
    return change == null ? null : new Outcome.Committed(change.revision());
  }

  Map<Address, Long> revisions() {
    Map<Address, Long> result = new HashMap<>();
    objects.forEach((address, row) -> result.put(address, row.stored.revision()));
    return result;
  }
}
