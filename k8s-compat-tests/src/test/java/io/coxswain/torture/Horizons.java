package io.coxswain.torture;

import java.util.ArrayList;
import java.util.List;

/**
 * Which revisions the API served when: the horizon is read from the database all the time, so that
 * each 410, and each watch that began, can be judged. A watch from before the horizon must be told
 * 410, one from the horizon on must not.
 */
final class Horizons implements AutoCloseable {
  private static final long PAUSE_NANOS = 20_000_000;

  /** So much later every server knows of a horizon: it looks once a second. */
  private static final long KNOWN_NANOS = 5_000_000_000L;

  private final PostgresServer postgres;
  private final List<Look> looks = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private int rightlyGone;
  private int atTheEdge;

  /**
   * @param begun monotonic nanoseconds before the question
   * @param ended and after the answer
   */
  private record Look(long begun, long ended, long horizon) {}

  Horizons(PostgresServer postgres) {
    this.postgres = postgres;
    this.thread = Thread.ofPlatform().daemon().start(this::look);
  }

  private void look() {
    while (!closed) {
      try (Sql sql = postgres.sql()) {
        while (!closed) {
          ask(sql);
          Wait.pause(PAUSE_NANOS);
        }
      } catch (TortureException e) {
        Wait.pause(PAUSE_NANOS); // killed or stopped
      }
    }
  }

  private void ask(Sql sql) {
    long begun = System.nanoTime();
    long horizon = Long.parseLong(sql.value("select compacted from coxswain.ledger"));
    looks.add(new Look(begun, System.nanoTime(), horizon));
  }

  /**
   * @param most so many changes are held at least; who is further behind may be told 410 too
   */
  List<String> violations(Field field, List<Watcher> watchers, int most) {
    List<String> violations = new ArrayList<>();
    for (Field.Gone gone : field.gones()) {
      long horizon = after(gone.at());
      if (gone.from() < horizon) {
        rightlyGone++;
      } else if (gone.behind() < most) {
        violations.add("410 inside what is served (horizon " + horizon + "): " + gone);
      }
    }
    for (Watcher watcher : watchers) {
      for (WatchLog log : watcher.logs()) {
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
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    long moves = looks.stream().mapToLong(Look::horizon).distinct().count() - 1;
    return "the horizon moved %d times, %d x 410 behind it, %d resumed within 50 revisions of it"
        .formatted(moves, rightlyGone, atTheEdge);
  }
}
