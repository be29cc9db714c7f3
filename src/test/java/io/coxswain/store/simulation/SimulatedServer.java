package io.coxswain.store.simulation;

import io.coxswain.cache.Cache;
import io.coxswain.kube.ApiException;
import io.coxswain.store.Ages;
import io.coxswain.store.Batch;
import io.coxswain.store.Change;
import io.coxswain.store.Effect;
import io.coxswain.store.Event;
import io.coxswain.store.Follower;
import io.coxswain.store.Ledger;
import io.coxswain.store.LedgerMachine;
import io.coxswain.store.Outcome;
import io.coxswain.store.Write;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One life of a server: the production machine and cache; its connections are simulated. */
final class SimulatedServer implements Ledger {
  private static final ApiException REFUSED = ApiException.unavailable("refused");

  final int id;
  final Cache cache;
  private final World world;
  private final Schedule schedule;
  private final LedgerMachine machine;
  private final Map<Long, Promise<Outcome>> writes = new HashMap<>();
  private final Map<Long, Promise<Long>> heads = new HashMap<>();
  private Follower follower;
  private final Ages ages;
  private SimulatedConnection lane;
  private SimulatedConnection reader;
  private long laneNumber;
  private long readerNumber;
  private long tickets;
  private long timerAt = Long.MAX_VALUE;
  private long position = -1;
  private long compacted;
  private boolean dead;

  /** Where what it has delivered was committed. */
  private SimulatedPostgres followed;

  private int loads;

  SimulatedServer(World world, int id) {
    this.world = world;
    this.schedule = world.schedule;
    this.id = id;
    this.machine = new LedgerMachine(world.plan.timing());
    this.ages =
        new Ages(
            Duration.ofMillis(Math.max(world.plan.shape().served(), world.plan.shape().life())),
            Duration.ofMillis(world.plan.shape().kept()));
    this.cache = new Cache(this, world.plan.limits());
    cache.start();
  }

  boolean isDead() {
    return dead;
  }

  boolean isLeader() {
    return machine.isLeader();
  }

  boolean isSettled() {
    return writes.isEmpty() && heads.isEmpty();
  }

  Truth truth() {
    return followed.truth;
  }

  int loads() {
    return loads;
  }

  /** Whether both its connections lead to the present database. */
  boolean isPresent() {
    return isOpen(lane) && isOpen(reader) && followed == world.database;
  }

  private boolean isOpen(SimulatedConnection connection) {
    return connection != null && connection.open && connection.database == world.database;
  }

  @Override
  public Future<Outcome> submit(Write write) {
    Promise<Outcome> promise = Promise.promise();
    long ticket = ++tickets;
    writes.put(ticket, promise);
    boolean more = ticket % 4 == 0;
    on(new Event.Submitted(ticket, write, more));
    if (more) {
      schedule.after(0, () -> on(new Event.Tick()));
    }
    return promise.future();
  }

  @Override
  public Future<Long> head() {
    Promise<Long> promise = Promise.promise();
    long ticket = ++tickets;
    heads.put(ticket, promise);
    on(new Event.HeadWanted(ticket));
    return promise.future();
  }

  @Override
  public Future<Void> follow(Follower newFollower) {
    follower = newFollower;
    on(new Event.Tick());
    return Future.succeededFuture();
  }

  @Override
  public long compacted() {
    return compacted;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  /** Like kill -9: nobody waiting here ever hears of it again. */
  void kill() {
    dead = true;
    if (lane != null) {
      lane.close();
    }
    if (reader != null) {
      reader.close();
    }
  }

  void loseConnections(boolean readerToo) {
    if (lane != null) {
      lane.lose();
    }
    if (readerToo && reader != null) {
      reader.lose();
    }
  }

  void on(Event event) {
    if (dead) {
      return;
    }
    if (world.tracing) {
      schedule.note("s" + id, "<-", event);
    }
    for (Effect effect : machine.on(event, schedule.now())) {
      if (world.tracing && !(effect instanceof Effect.DeliverLoad)) {
        schedule.note("s" + id, "->", effect);
      }
      carryOut(effect);
    }
    long deadline = machine.deadline();
    if (deadline < timerAt) {
      timerAt = deadline;
      schedule.after(
          Math.max(1, deadline - schedule.now()),
          () -> {
            if (timerAt == deadline) {
              timerAt = Long.MAX_VALUE;
              on(new Event.Tick());
            }
          });
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.OpenLane e -> openLane(e.connection());
      case Effect.OpenReader e -> openReader(e.connection());
      case Effect.CloseLane e -> lane = closed(lane, e.connection() == laneNumber);
      case Effect.CloseReader e -> reader = closed(reader, e.connection() == readerNumber);
      case Effect.SendBatch e -> send(e);
      case Effect.Fence e -> fence(e);
      case Effect.Probe e -> probe(e);
      case Effect.ReadLoad e -> {
        SimulatedConnection to = reader;
        to.ask(() -> new Event.LoadRead(e.connection(), to.database.load()));
      }
      case Effect.ReadTail e -> {
        SimulatedConnection to = reader;
        to.ask(() -> to.database.tail(e.connection(), e.after()));
      }
      case Effect.ReadHead e -> {
        SimulatedConnection to = reader;
        to.ask(() -> new Event.HeadRead(e.connection(), to.database.head()));
      }
      case Effect.Keep e -> new SimulatedKeeper(world, this, ages).keep(e.high(), e.leading());
      case Effect.Complete e -> {
        Promise<Outcome> waiting = writes.remove(e.ticket());
        if (waiting != null) {
          waiting.complete(e.outcome());
        } else {
          Broken.unless(e.ticket() == 0, 2, "a write was answered twice");
        }
      }
      case Effect.Fail e -> fail(e);
      case Effect.CompleteHead e -> heads.remove(e.ticket()).complete(e.head());
      case Effect.DeliverLoad e -> deliver(e);
      case Effect.Deliver e -> deliver(e.batch());
      case Effect.Compacted e -> compacted = e.revision();
      case Effect.Leading e ->
          Broken.unless(
              !e.leader() || lane.database.leader == lane.session,
              6,
              "a server leads without the lock");
    }
  }

  private static SimulatedConnection closed(SimulatedConnection connection, boolean present) {
    if (present && connection != null) {
      connection.close();
    }
    return connection;
  }

  private void openLane(long number) {
    laneNumber = number;
    UUID writer = new UUID(id + 1L, world.number());
    lane = new SimulatedConnection(world, this, () -> on(new Event.LaneLost(number, "cut")));
    SimulatedConnection to = lane;
    to.ask(
        () -> {
          var epoch = world.open(to.database);
          return new Event.LaneOpened(number, writer, to.database.head(), to.database.end(), epoch);
        });
  }

  private void openReader(long number) {
    readerNumber = number;
    reader = new SimulatedConnection(world, this, () -> on(new Event.ReaderLost(number, "cut")));
    SimulatedConnection to = reader;
    to.ask(
        () ->
            to.database.isFollowed()
                ? new Event.ReaderOpened(number, world.open(to.database))
                : null);
  }

  private void fence(Effect.Fence e) {
    SimulatedConnection to = lane;
    to.ask(
        () -> {
          long low = to.database.fence(e.writer(), e.seq(), schedule.now());
          return new Event.FenceSettled(
              e.connection(),
              low,
              to.database.kept(),
              low == 0 ? new long[0] : to.database.fenceResult(low, e.writes()));
        });
  }

  private void probe(Effect.Probe e) {
    SimulatedConnection to = lane;
    to.ask(
        () -> {
          SimulatedPostgres database = to.database;
          database.leader = database.leader == 0 ? to.session : database.leader;
          return new Event.Probed(e.connection(), database.leader == to.session);
        });
  }

  private void send(Effect.SendBatch e) {
    SimulatedConnection to = lane;
    int fate = schedule.random.nextInt(4000);
    int cuts = world.cuts();
    if (fate < cuts) {
      // The backend has read everything but sleeps: it commits long after the connection died.
      schedule.after(schedule.delay(), to::lose);
      world.later(schedule.random.nextInt(2000), () -> commit(to, e));
    } else if (fate < 2 * cuts) {
      // Silence: nothing arrives, nothing is said; only the time-out ends it.
      world.later(schedule.random.nextInt(2000), () -> commit(to, e));
    } else if (fate < 3 * cuts) {
      to.answer(
          new Event.BatchRefused(e.connection(), e.seq(), schedule.random.nextBoolean(), REFUSED));
    } else {
      world.later(
          schedule.delay(),
          () -> {
            if (!to.open) {
              // What was sent may arrive although nobody waits for the answer.
              if (schedule.random.nextBoolean()) {
                commit(to, e);
              }
              return;
            }
            if (world.cut()) {
              to.lose();
              return;
            }
            long low = to.database.head() + 1;
            long[] actual = commit(to, e);
            Broken.unless(actual != null, 1, "a key was used twice by one connection");
            world.notify(this, to.database);
            to.answer(new Event.BatchCommitted(e.connection(), e.seq(), low, actual));
          });
    }
  }

  private long[] commit(SimulatedConnection to, Effect.SendBatch e) {
    if (!to.backendLives()) {
      return null;
    }
    long[] actual = to.database.commit(e.writer(), e.seq(), e.writes(), schedule.now());
    if (actual != null) {
      world.committed(to.database, e.writes(), actual);
    }
    return actual;
  }

  private void fail(Effect.Fail e) {
    Promise<Outcome> write = writes.remove(e.ticket());
    if (write != null) {
      write.fail(e.why());
    }
    Promise<Long> head = heads.remove(e.ticket());
    if (head != null) {
      head.fail(e.why());
    }
  }

  /** Another server has committed. */
  void notified(SimulatedPostgres database) {
    if (reader != null && reader.open && reader.database == database) {
      on(new Event.Notified(Long.MAX_VALUE));
    }
  }

  private void deliver(Effect.DeliverLoad e) {
    var load = e.load();
    boolean back = load.revision() < position;
    Broken.unless(!back, 3, "a load went back", load.revision());
    followed = reader.database;
    loads++;
    position = load.revision();
    follower.begin();
    load.objects().forEach(follower::object);
    load.images().forEach(follower::image);
    load.past().forEach(follower::past);
    follower.loaded(new Loaded(load.revision(), load.horizon(), e.newEpoch()));
  }

  private void deliver(Batch batch) {
    Broken.unless(batch.high() > position, 3, "a batch was delivered twice", batch.high());
    List<Change> expected = followed.truth.since(position);
    int i = 0;
    for (Change change : batch.changes()) {
      Broken.unless(
          i < expected.size() && expected.get(i).revision() == change.revision(),
          3,
          "a change is missing or late",
          change);
      i++;
    }
    Broken.unless(
        i == expected.size() || expected.get(i).revision() > batch.high(),
        3,
        "a batch leaves a change out",
        i < expected.size() ? expected.get(i) : "");
    position = batch.high();
    follower.batch(batch);
  }
}
