package io.coxswain.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.UUID;

/**
 * How old revisions are, as far as somebody saw the time pass on a clock that nobody sets. What has
 * not been seen to grow old is young: a database whose clock is a year ahead, or a device that lay
 * in a drawer, makes nothing older. Two measures: what this server has seen itself since it first
 * looked (for the past that is served, and for objects that end by themselves), and the {@linkplain
 * #lived life} of the ledger, which leaders hand on in {@code mark} (for the history that is kept).
 * Not thread-safe.
 */
public final class Ages {
  private static final long FARTHEST = Duration.ofHours(1).toMillis();
  private static final int RESOLUTION = 1000;

  private final long longest;
  private final long interval;
  private final Deque<Seen> seen = new ArrayDeque<>();
  private long lookedAt;
  private long lived = -1;
  private long recorded = -1;
  private UUID of;

  /**
   * @param longest the longest age that {@link #old} is asked for
   * @param kept how long history is kept
   */
  public Ages(Duration longest, Duration kept) {
    this.longest = longest.toMillis();
    // At least 1: two marks of one moment of the life would tell a young head to be as old as it.
    this.interval = Math.clamp(kept.toMillis() / RESOLUTION, 1, FARTHEST);
  }

  /**
   * One look at the database.
   *
   * @param elapsed milliseconds on a clock that nobody sets, read after {@code head}
   * @param head the highest revision
   * @param newest the longest life that is recorded there; negative: none
   * @param epoch of the database that was looked at
   */
  public void look(long elapsed, long head, long newest, UUID epoch) {
    if (!epoch.equals(of)) {
      // Another database may count its life otherwise, and have a mark of the same name.
      lived = -1;
      of = epoch;
    }
    // Other leaders' marks are in their count of the life: it is gone on from there.
    lived = lived < 0 || newest != recorded ? Math.max(newest, 0) : lived + elapsed - lookedAt;
    lookedAt = elapsed;
    recorded = newest;
    if (seen.isEmpty() || seen.getLast().head < head) {
      seen.addLast(new Seen(elapsed, head));
    }
    while (seen.size() > 1 && isOld(second(), longest)) {
      seen.removeFirst();
    }
  }

  private boolean isOld(Seen at, long age) {
    return at.elapsed <= lookedAt - age;
  }

  private Seen second() {
    Iterator<Seen> all = seen.iterator();
    all.next();
    return all.next();
  }

  /** The highest revision that this server has seen grow so old; 0: none yet. */
  public long old(Duration age) {
    for (Iterator<Seen> all = seen.descendingIterator(); all.hasNext(); ) {
      Seen at = all.next();
      if (isOld(at, age.toMillis())) {
        return at.head;
      }
    }
    return 0;
  }

  /** Milliseconds for which leaders have seen this ledger live, at the last look. */
  public long lived() {
    return lived;
  }

  /** Whether the life and the head of the last look are worth a row. */
  public boolean isMarkDue() {
    return recorded < 0 || lived - recorded >= interval;
  }

  /** The longest life that was recorded at the last look: a mark may follow on no other. */
  public long recorded() {
    return recorded;
  }

  /** The mark that was due was set. */
  public void marked() {
    recorded = lived;
  }

  private record Seen(long elapsed, long head) {}
}
