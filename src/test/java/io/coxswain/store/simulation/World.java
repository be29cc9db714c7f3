package io.coxswain.store.simulation;

import io.coxswain.store.Epoch;
import io.coxswain.store.Event;
import io.coxswain.store.Outcome;
import io.coxswain.store.Write;
import io.coxswain.store.memory.MemoryLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One schedule: servers, their database, clients, and what happens to them. */
final class World {
  /** After the last fault: time-outs, fences and queues are over by then. */
  private static final long QUIET = 6000;

  final Schedule schedule;
  final Plan plan;
  final boolean tracing;
  final SimulatedServer[] servers;
  SimulatedPostgres database;

  /** Counts starts of the database: backends of an earlier life have lost what they had read. */
  long life;

  /** The highest revision any client was told of. */
  long acknowledged;

  private final MemoryLedger memory = new MemoryLedger(() -> Instant.EPOCH);
  private final Clients clients;
  private final List<Watcher> watchers = new ArrayList<>();
  private boolean calm;
  private int late;
  private int promotions;
  private long numbers;
  private long highestEver;

  World(long seed, boolean tracing) {
    this.schedule = new Schedule(seed);
    this.tracing = tracing;
    this.plan = Plan.of(schedule.random);
    this.database = new SimulatedPostgres(plan.shape());
    this.servers = new SimulatedServer[plan.servers()];
    for (int i = 0; i < servers.length; i++) {
      servers[i] = new SimulatedServer(this, i);
    }
    this.clients = new Clients(this);
    for (int i = 0; i < 3; i++) {
      watchers.add(new Watcher(this, i, Clients.RESOURCES[i]));
    }
  }

  /** Runs the schedule and checks every invariant. */
  void run() {
    long active = plan.active();
    clients.plan(active);
    watchers.forEach(Watcher::start);
    times(plan.serverKills(), this::killServer);
    times(plan.databaseKills(), this::killDatabase);
    times(plan.promotions(), this::promote);
    schedule.runUntil(active);
    calm = true;
    do {
      schedule.runUntil(schedule.now() + 100);
    } while (schedule.now() < active + QUIET && !isQuiet());
    checkEnd();
  }

  private void times(int count, Runnable fault) {
    for (int i = 0; i < count; i++) {
      schedule.after(schedule.random.nextLong(plan.active()), fault);
    }
  }

  private void killServer() {
    int which = schedule.random.nextInt(servers.length);
    if (servers[which].isDead()) {
      return;
    }
    note("kill", which);
    servers[which].kill();
    watchers.forEach(watcher -> watcher.died(servers[which]));
    schedule.after(
        schedule.random.nextInt(1000), () -> servers[which] = new SimulatedServer(this, which));
  }

  /** What backends had read and not committed is gone. */
  private void killDatabase() {
    note("kill", "database");
    life++;
    database.leader = 0;
    for (SimulatedServer server : servers) {
      server.loseConnections(true);
    }
  }

  /**
   * A standby takes over that was copied now and is promoted later: what came between is lost. Two
   * standbys of one primary may get the same timeline.
   */
  private void promote() {
    SimulatedPostgres standby = new SimulatedPostgres(database);
    long behind = schedule.random.nextBoolean() ? 0 : schedule.random.nextInt(1000);
    boolean isolated = schedule.random.nextInt(3) == 0;
    schedule.after(
        behind,
        () -> {
          note(
              "promote",
              "a standby at " + standby.head() + ", the primary is at " + database.head());
          highestEver = Math.max(highestEver, database.truth.high());
          SimulatedPostgres old = database;
          standby.timeline++;
          database = standby;
          promotions++;
          life++;
          old.leader = 0;
          for (SimulatedServer server : servers) {
            server.loseConnections(!isolated);
          }
        });
  }

  private void note(String what, Object detail) {
    if (tracing) {
      schedule.note("world", what, detail);
    }
  }

  Epoch open(SimulatedPostgres at) {
    return at.open(schedule.now(), new UUID(7, number()), highestEver);
  }

  long number() {
    return ++numbers;
  }

  boolean isCalm() {
    return calm;
  }

  boolean wasPromoted() {
    return promotions > 0;
  }

  /**
   * The second standby may be a copy from before the first took over: it brings back what was lost.
   */
  boolean wasPromotedTwice() {
    return promotions > 1;
  }

  int cuts() {
    return calm ? 0 : plan.cuts();
  }

  boolean cut() {
    return !calm && schedule.chance(plan.cuts());
  }

  SimulatedServer anyServer() {
    return servers[schedule.random.nextInt(servers.length)];
  }

  /** Tells the others, or forgets to: the tick must do. */
  void notify(SimulatedServer from, SimulatedPostgres at) {
    for (SimulatedServer server : servers) {
      if (server != from && schedule.random.nextInt(4) > 0) {
        schedule.after(schedule.delay(), () -> server.notified(at));
      }
    }
  }

  /** The ledger in memory must have decided the same. */
  void committed(SimulatedPostgres at, List<Write> writes, long[] actual) {
    if (promotions > 0 || at != database) {
      return;
    }
    long low = at.head() - writes.size() + 1;
    for (int i = 0; i < actual.length; i++) {
      Outcome outcome = memory.submit(writes.get(i)).result();
      Outcome expected =
          actual[i] == Event.WON ? new Outcome.Committed(low + i) : new Outcome.Lost(actual[i]);
      Broken.unless(expected.equals(outcome), 9, "the ledger in memory decides otherwise", outcome);
    }
  }

  private boolean isQuiet() {
    if (late > 0) {
      return false;
    }
    int leaders = 0;
    for (SimulatedServer server : servers) {
      if (!server.isSettled()
          || !server.isPresent()
          || server.cache.revision() != database.head()) {
        return false;
      }
      leaders += server.isLeader() ? 1 : 0;
    }
    return leaders == 1 && watchers.stream().allMatch(Watcher::isQuiet);
  }

  /** Something a dead backend may still do, some time. */
  void later(long millis, Runnable work) {
    late++;
    schedule.after(
        millis,
        () -> {
          late--;
          work.run();
        });
  }

  private void checkEnd() {
    int leaders = 0;
    for (SimulatedServer server : servers) {
      leaders += server.isLeader() ? 1 : 0;
      Broken.unless(server.isSettled(), 2, "a write or read was never answered");
      Broken.unless(server.isPresent(), 3, "a server does not follow");
      Broken.unless(
          server.cache.revision() == database.head(),
          3,
          "a server is behind",
          server.cache.revision() + " of " + database.head());
      for (String resource : Clients.RESOURCES) {
        Broken.unless(
            Watcher.state(server.cache.snapshot(resource))
                .equals(database.truth.state(resource, Long.MAX_VALUE)),
            4,
            "a snapshot differs",
            resource);
      }
    }
    Broken.unless(leaders == 1, 6, "leaders", leaders);
    clients.checkEnd();
    watchers.forEach(Watcher::checkEnd);
    MemoryWatch.check(this, memory);
  }
}
