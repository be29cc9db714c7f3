package io.coxswain.store.simulation;

import io.coxswain.store.Change;
import io.coxswain.store.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that was committed in one history, and what follows from it. */
final class Truth {
  private final List<Change> log = new ArrayList<>();
  private final Map<byte[], Change> byBody = new IdentityHashMap<>();
  private long high;

  Truth() {}

  Truth(Truth other) {
    log.addAll(other.log);
    byBody.putAll(other.byBody);
    high = other.high;
  }

  void add(Change change) {
    log.add(change);
    // What expires is deleted with the body it has: the body stays its writer's.
    byBody.putIfAbsent(change.body(), change);
  }

  void passed(long revision) {
    high = revision;
  }

  /** The highest revision used up. */
  long high() {
    return high;
  }

  Change at(long revision) {
    int i = after(revision - 1);
    return i < log.size() && log.get(i).revision() == revision ? log.get(i) : null;
  }

  /** The change a body came with; bodies of writes are distinct objects. */
  Change of(byte[] body) {
    return byBody.get(body);
  }

  /** The changes after a revision. */
  List<Change> since(long revision) {
    return log.subList(after(revision), log.size());
  }

  /** What a resource held at a revision: names and revisions. */
  Map<String, Long> state(String resource, long revision) {
    Map<String, Long> state = new TreeMap<>();
    for (Change change : log) {
      if (change.revision() > revision) {
        break;
      }
      if (change.resource().equals(resource)) {
        if (change.op() == Op.DELETE) {
          state.remove(change.key().name());
        } else {
          state.put(change.key().name(), change.revision());
        }
      }
    }
    return state;
  }

  Map<Address, Change> lastOfEach() {
    Map<Address, Change> last = new HashMap<>();
    log.forEach(change -> last.put(Address.of(change), change));
    return last;
  }

  private int after(long revision) {
    int low = 0;
    int high = log.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (log.get(middle).revision() <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
