package io.coxswain.store.simulation;

import io.coxswain.cache.Cursor;
import io.coxswain.cache.Entry;
import io.coxswain.cache.Snapshot;
import io.coxswain.cache.Transition;
import io.coxswain.kube.ApiException;
import io.coxswain.store.Change;
import io.coxswain.store.Op;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client that lists, watches, loses its connection, resumes where it was on any server, and falls
 * behind. Every event must be the next one that was committed; 410 needs a reason.
 */
final class Watcher {
  private final World world;
  private final Schedule schedule;
  private final int id;
  private final String resource;
  private final boolean coalesced;

  private SimulatedServer server;
  private Cursor cursor;
  private Truth seen;
  private int loads;
  private long revision = -1;
  private Map<String, Long> state = new TreeMap<>();

  /** Numbers its connections: what an earlier one still has to say does not count. */
  private int life;

  Watcher(World world, int id, String resource) {
    this.world = world;
    this.schedule = world.schedule;
    this.id = id;
    this.resource = resource;
    this.coalesced = resource.equals(SimulatedPostgres.LEASES);
  }

  static Map<String, Long> state(Snapshot snapshot) {
    Map<String, Long> state = new TreeMap<>();
    for (Entry entry : snapshot) {
      state.put(entry.key().name(), entry.revision());
    }
    return state;
  }

  void start() {
    connect();
    interrupt();
  }

  private void interrupt() {
    schedule.after(
        200 + schedule.random.nextInt(1500),
        () -> {
          if (!world.isCalm()) {
            reconnect(schedule.delay());
            interrupt();
          }
        });
  }

  /** Its connection was closed by a server's end. */
  void died(SimulatedServer which) {
    if (server == which) {
      reconnect(schedule.delay());
    }
  }

  private void reconnect(long pause) {
    int next = ++life;
    if (cursor != null) {
      bookmark();
      cursor.close();
      cursor = null;
    }
    schedule.after(
        pause,
        () -> {
          if (life == next) {
            connect();
          }
        });
  }

  private void connect() {
    server = world.anyServer();
    if (server.isDead() || !server.cache.loaded()) {
      reconnect(100);
      return;
    }
    int mine = life;
    SimulatedServer at = server;
    (revision < 0 ? at.cache.current() : at.cache.atLeast(revision))
        .onComplete(
            result -> {
              if (life != mine) {
                return;
              }
              if (result.failed() || at.isDead()) {
                reconnect(100);
              } else {
                watch(mine);
              }
            });
    // A request that hangs is given up, as every client does.
    schedule.after(
        2500,
        () -> {
          if (life == mine && cursor == null) {
            reconnect(10);
          }
        });
  }

  private void watch(int mine) {
    if (revision < 0) {
      Snapshot list = server.cache.snapshot(resource);
      revision = list.revision();
      state = state(list);
      seen = server.truth();
      Map<String, Long> expected = seen.state(resource, revision);
      Broken.unless(coalesced || state.equals(expected), 4, "a list differs at " + revision, state);
    }
    loads = server.loads();
    try {
      cursor = server.cache.watch(resource, null, revision, task -> wake(mine, task), this::poll);
    } catch (ApiException gone) {
      gone("could not resume");
      return;
    }
    if (tracing()) {
      schedule.note("w" + id, "watches s" + server.id + " from", revision);
    }
    seen = server.truth();
    poll();
  }

  private boolean tracing() {
    return world.tracing;
  }

  private void wake(int mine, Runnable task) {
    long pause = schedule.random.nextInt(20) == 0 ? schedule.random.nextInt(800) : 1;
    schedule.after(
        pause,
        () -> {
          if (mine == life && !server.isDead()) {
            task.run();
          }
        });
  }

  private void poll() {
    if (cursor == null) {
      return;
    }
    if (server.isDead()) {
      reconnect(10);
      return;
    }
    // The history it follows may have been replaced under it; then it is gone.
    for (Transition t = cursor.poll(); t != null; t = cursor.poll()) {
      next(t);
    }
    if (cursor.gone()) {
      cursor.close();
      cursor = null;
      gone("fell off");
    } else {
      bookmark();
    }
  }

  private void next(Transition t) {
    if (tracing()) {
      schedule.note("w" + id, "sees", t.revision() + " " + t.op() + " " + t.key());
    }
    Broken.unless(t.revision() > revision, 5, "an event came twice or late", t);
    Change change = seen.at(t.revision());
    Broken.unless(
        change != null && change.resource().equals(resource) && change.key().equals(t.key()),
        5,
        "an event of nothing that was committed",
        t);
    skipped(t.revision() - 1);
    Long had = state.get(t.key().name());
    Long old = t.old() == null ? null : Long.valueOf(t.old().revision());
    if (!coalesced) {
      Broken.unless(t.op() == change.op(), 5, "another kind of event than " + change.op(), t);
      Broken.unless(
          java.util.Objects.equals(had, old),
          5,
          "an event replaces " + old + ", but the client has " + had,
          t);
    }
    revision = t.revision();
    if (t.op() == Op.DELETE) {
      state.remove(t.key().name());
    } else {
      state.put(t.key().name(), t.revision());
    }
  }

  /** Nothing of this resource lies between, but leases that a later change overtook. */
  private void skipped(long upTo) {
    List<Change> after = seen.since(revision);
    for (Change change : after) {
      if (change.revision() > upTo) {
        return;
      }
      boolean mine = change.resource().equals(resource);
      Broken.unless(
          !mine || (coalesced && isOvertaken(change, after)), 5, "an event is missing", change);
    }
  }

  private static boolean isOvertaken(Change change, List<Change> after) {
    for (Change later : after) {
      if (later.revision() > change.revision()
          && later.key().equals(change.key())
          && later.resource().equals(change.resource())) {
        return true;
      }
    }
    return false;
  }

  private void bookmark() {
    if (cursor == null || cursor.gone() || server.isDead() || server.truth() != seen) {
      return;
    }
    long to = cursor.revision();
    if (to > revision && !cursor.gone() && !coalesced) {
      skipped(to);
      revision = to;
    }
  }

  private void gone(String how) {
    boolean reasoned =
        world.wasPromoted()
            || revision < world.database.compacted()
            || server.loads() != loads
            || server.truth().since(revision).size() >= capacity();
    Broken.unless(reasoned, 5, "410 without a reason at " + revision + " of s" + server.id, how);
    if (tracing()) {
      schedule.note("w" + id, how, revision);
    }
    revision = -1;
    reconnect(1);
  }

  private int capacity() {
    return Math.min(world.plan.limits().changes(), world.plan.shape().pastRows());
  }

  boolean isQuiet() {
    return cursor != null && cursor.revision() >= world.database.head();
  }

  void checkEnd() {
    Broken.unless(cursor != null && revision >= 0, 5, "a watcher never came back");
    poll();
    Map<String, Long> expected = world.database.truth.state(resource, Long.MAX_VALUE);
    Broken.unless(
        state.equals(expected),
        5,
        "a watcher of " + resource + " ends with another state than " + expected,
        state);
  }
}
