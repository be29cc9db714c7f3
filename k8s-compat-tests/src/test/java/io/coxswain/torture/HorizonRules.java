package io.coxswain.torture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Judges the watches of a trial by the horizon, the oldest revision that was served: a watch from
 * before it must be told 410, one from the horizon on must not.
 */
final class HorizonRules {
  /** So much later every server knows of a horizon: it looks once a second. */
  static final long KNOWN_NANOS = 5_000_000_000L;

  private final List<Look> looks = new ArrayList<>();
  private int rightlyGone;
  private int atTheEdge;

  /**
   * @param begun monotonic nanoseconds before the question
   * @param ended and after the answer
   */
  private record Look(long begun, long ended, long horizon) {}

  /** What the database said; in the order of time, by one thread. */
  void look(long begun, long ended, long horizon) {
    looks.add(new Look(begun, ended, horizon));
  }

  /**
   * @param gones watches that were told 410
   * @param logs what all watches saw
   * @param most so many changes are held at least; who is further behind may be told 410 too
   */
  List<String> violations(Collection<Field.Gone> gones, Collection<WatchLog> logs, int most) {
    List<String> violations = new ArrayList<>();
    for (Field.Gone gone : gones) {
      long horizon = after(gone.at());
      if (gone.from() < horizon) {
        rightlyGone++;
      } else if (gone.behind() < most) {
        violations.add("410 inside what is served (horizon " + horizon + "): " + gone);
      }
    }
    for (WatchLog log : logs) {
      if (log.asked == 0 || log.gone) {
        continue;
      }
      long known = before(log.askedAt - KNOWN_NANOS);
      if (log.asked < known && !log.events.isEmpty()) {
        violations.add(log.title() + " went on before the horizon " + known);
      } else if (log.asked < after(log.askedAt) + 50) {
        atTheEdge++;
      }
    }
    return violations;
  }

  /** As of the first look that began then or later. */
  private long after(long time) {
    for (Look look : looks) {
      if (look.begun >= time) {
        return look.horizon;
      }
    }
    return Long.MAX_VALUE;
  }

  /** As of the last look that had ended then. */
  private long before(long time) {
    long horizon = 0;
    for (Look look : looks) {
      if (look.ended > time) {
        break;
      }
      horizon = look.horizon;
    }
    return horizon;
  }

  @Override
  public String toString() {
    long moves = looks.stream().mapToLong(Look::horizon).distinct().count() - 1;
    return "the horizon moved %d times, %d x 410 behind it, %d resumed within 50 revisions of it"
        .formatted(moves, rightlyGone, atTheEdge);
  }
}
