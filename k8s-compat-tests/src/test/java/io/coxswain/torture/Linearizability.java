package io.coxswain.torture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Whether the operations on one key can be put into one order that respects real time and in which
 * every answer is right: Wing and Gong's search with Lowe's memory of configurations. An answer
 * that leaves the state as it is goes first wherever it fits; revisions only grow, which leaves
 * little to try; operations of unknown outcome are tried where nothing else fits, and may be left
 * out.
 */
final class Linearizability {
  private static final int MOST_STEPS = 3_000_000;

  private final Register register;
  private final List<Operation> certain;
  private final List<Operation> open;

  /** Indexes into {@link #certain}, by the revision their place in the order is known by. */
  private final int[] ranked;

  private final boolean[] placed;
  private final boolean[] used;
  private final long[] mark;
  private final long[] otherMark;
  private final Set<Visit> visited = new HashSet<>();
  private final Deque<Frame> stack = new ArrayDeque<>();

  private Register.State state;
  private int placedCount;
  private int firstOpen;
  private int rank;
  private long hash;
  private long otherHash;

  private Linearizability(Register register, Register.State initial, List<Operation> operations) {
    this.register = register;
    this.state = initial;
    List<Operation> telling =
        operations.stream()
            .filter(Operation::isTelling)
            .sorted(Comparator.comparingLong(Operation::invoked))
            .toList();
    certain = telling.stream().filter(o -> !o.isUnknown()).toList();
    open = telling.stream().filter(Operation::isUnknown).toList();
    placed = new boolean[certain.size()];
    used = new boolean[open.size()];
    ranked =
        java.util.stream.IntStream.range(0, certain.size())
            .filter(i -> register.revision(certain.get(i)) > 0)
            .boxed()
            .sorted(Comparator.comparingLong(i -> register.revision(certain.get(i))))
            .mapToInt(i -> i)
            .toArray();
    Random random = new Random(7);
    mark = random.longs(telling.size()).toArray();
    otherMark = random.longs(telling.size()).toArray();
  }

  /**
   * @param operations of one key
   * @return {@code null} where there is such an order, else where the search got stuck
   */
  static String violation(Register register, Version initial, List<Operation> operations) {
    long floor = initial == null ? 0 : initial.revision();
    return new Linearizability(register, new Register.State(floor, initial), operations).search();
  }

  private String search() {
    int steps = 0;
    String deepest = "";
    int depth = -1;
    Frame frame = new Frame(candidates());
    while (placedCount < certain.size()) {
      if (placedCount > depth) {
        depth = placedCount;
        deepest = null;
      }
      int next = frame.next();
      if (next >= 0) {
        if (place(frame, next)) {
          stack.push(frame);
          frame = new Frame(candidates());
          if (++steps > MOST_STEPS) {
            return "undecided after " + steps + " steps: " + evidence();
          }
        }
        continue;
      }
      if (deepest == null) {
        deepest = evidence();
      }
      if (stack.isEmpty()) {
        return deepest;
      }
      frame = stack.pop();
      takeBack(frame);
    }
    return null;
  }

  /** What may come next: one that changes nothing, else all writes, the unknown ones last. */
  private int[] candidates() {
    while (firstOpen < placed.length && placed[firstOpen]) {
      firstOpen++;
    }
    long end = Long.MAX_VALUE;
    List<Integer> found = new ArrayList<>();
    for (int i = firstOpen; i < placed.length && certain.get(i).invoked() <= end; i++) {
      if (!placed[i]) {
        Operation operation = certain.get(i);
        end = Math.min(end, operation.returned());
        Register.State after =
            isInTurn(register.revision(operation)) ? register.after(operation, state) : null;
        if (after != null && after.equals(state)) {
          return new int[] {i};
        }
        if (after != null) {
          found.add(i);
        }
      }
    }
    for (int i = 0; i < used.length && open.get(i).invoked() <= end; i++) {
      Register.State after = used[i] ? null : register.after(open.get(i), state);
      if (after != null && isInTurn(after.floor())) {
        found.add(placed.length + i);
      }
    }
    return found.stream().mapToInt(i -> i).toArray();
  }

  /** Revisions only grow: nothing overtakes an answer with a lower one. */
  private boolean isInTurn(long revision) {
    return revision <= 0
        || rank == ranked.length
        || revision <= register.revision(certain.get(ranked[rank]));
  }

  private boolean place(Frame frame, int index) {
    boolean isCertain = index < placed.length;
    Operation operation = isCertain ? certain.get(index) : open.get(index - placed.length);
    Register.State after = register.after(operation, state);
    long newHash = hash ^ mark[index];
    long newOther = otherHash ^ otherMark[index];
    if (after == null || !visited.add(new Visit(newHash, newOther, after))) {
      return false;
    }
    frame.chosen = index;
    frame.before = state;
    frame.rank = rank;
    frame.firstOpen = firstOpen;
    state = after;
    hash = newHash;
    otherHash = newOther;
    if (isCertain) {
      placed[index] = true;
      placedCount++;
      while (rank < ranked.length && placed[ranked[rank]]) {
        rank++;
      }
    } else {
      used[index - placed.length] = true;
    }
    return true;
  }

  private void takeBack(Frame frame) {
    int index = frame.chosen;
    if (index < placed.length) {
      placed[index] = false;
      placedCount--;
    } else {
      used[index - placed.length] = false;
    }
    state = frame.before;
    rank = frame.rank;
    firstOpen = frame.firstOpen;
    hash ^= mark[index];
    otherHash ^= otherMark[index];
  }

  /** The state reached, what led to it, and what does not fit on it. */
  private String evidence() {
    StringBuilder text = new StringBuilder("stuck at " + state + " after ");
    stack.stream()
        .limit(8)
        .forEach(
            frame ->
                text.append("\n    ")
                    .append(
                        frame.chosen < placed.length
                            ? certain.get(frame.chosen)
                            : open.get(frame.chosen - placed.length)));
    text.append("\n  none of these can follow:");
    long end = Long.MAX_VALUE;
    for (int i = firstOpen; i < placed.length && certain.get(i).invoked() <= end; i++) {
      if (!placed[i]) {
        end = Math.min(end, certain.get(i).returned());
        text.append("\n    ").append(certain.get(i));
      }
    }
    if (rank < ranked.length) {
      text.append("\n  next by revision is\n    ").append(certain.get(ranked[rank]));
    }
    long unused = java.util.stream.IntStream.range(0, used.length).filter(i -> !used[i]).count();
    return text.append("\n  and ").append(unused).append(" of unknown outcome are left").toString();
  }

  private static final class Frame {
    private final int[] candidates;
    private int position;
    private int chosen;
    private Register.State before;
    private int rank;
    private int firstOpen;

    Frame(int[] candidates) {
      this.candidates = candidates;
    }

    int next() {
      return position < candidates.length ? candidates[position++] : -1;
    }
  }

  private record Visit(long hash, long other, Register.State state) {}
}
