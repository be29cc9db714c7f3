package io.coxswain.store;

import io.coxswain.kube.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Servers running the production {@link LedgerMachine} against {@link SimulatedDatabase} in virtual
 * time. Every step of every exchange can lose its connection, and a dead connection's backend may
 * still commit later.
 */
final class Simulation {
  static final Timing TIMING =
      new Timing(
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMillis(50),
          Duration.ofSeconds(1));

  final Random random;
  final SimulatedDatabase database = new SimulatedDatabase();
  final List<Server> servers = new ArrayList<>();

  /** In a failover acknowledged writes may be lost with the tail. */
  boolean failedOver;

  /** Chance in a thousand that an exchange loses its connection. */
  int cuts;

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long now;
  private long numbers;

  record Task(long at, long number, Runnable run) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int order = Long.compare(at, other.at);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  Simulation(long seed, int serverCount, int cuts) {
    this.random = new Random(seed);
    this.cuts = cuts;
    for (int i = 0; i < serverCount; i++) {
      servers.add(new Server(i));
    }
    servers.forEach(server -> server.on(new Event.Tick()));
  }

  long now() {
    return now;
  }

  void after(long millis, Runnable run) {
    tasks.add(new Task(now + millis, ++numbers, run));
  }

  /** Runs until the virtual clock shows {@code time}. */
  void runUntil(long time) {
    while (!tasks.isEmpty() && tasks.peek().at <= time) {
      Task task = tasks.poll();
      now = task.at;
      task.run.run();
    }
    now = time;
  }

  private long delay() {
    return random.nextInt(10) == 0 ? random.nextInt(400) : random.nextInt(4);
  }

  private boolean isCut() {
    return random.nextInt(1000) < cuts;
  }

  /** One server: its machine, its connections, and what its watchers were shown. */
  final class Server {
    final int id;
    final LedgerMachine machine = new LedgerMachine(TIMING);
    final Map<Long, Write> submitted = new HashMap<>();
    final Map<Long, Outcome> outcomes = new TreeMap<>();
    final Set<Long> failed = new HashSet<>();
    final List<Change> shown = new ArrayList<>();
    final TreeMap<Long, Long> headsAsked = new TreeMap<>();
    final Map<ObjectKey, Stored> view = new TreeMap<>();
    long position = -1;
    private long tickets;
    private long lane;
    private long reader;
    private long timerAt = Long.MAX_VALUE;

    Server(int id) {
      this.id = id;
    }

    long submit(Write write) {
      long ticket = ++tickets;
      submitted.put(ticket, write);
      on(new Event.Submitted(ticket, write));
      return ticket;
    }

    void askHead() {
      long ticket = ++tickets;
      headsAsked.put(ticket, database.high);
      on(new Event.HeadWanted(ticket));
    }

    void on(Event event) {
      for (Effect effect : machine.on(event, now)) {
        carryOut(effect);
      }
      long deadline = machine.deadline();
      if (deadline < timerAt) {
        timerAt = deadline;
        after(
            Math.max(1, deadline - now),
            () -> {
              timerAt = Long.MAX_VALUE;
              on(new Event.Tick());
            });
      }
    }

    private void carryOut(Effect effect) {
      switch (effect) {
        case Effect.OpenLane e -> {
          lane = e.connection();
          UUID writer = new UUID(id, e.connection());
          laneStep(
              e.connection(),
              () -> new Event.LaneOpened(e.connection(), writer, database.high, database.end));
        }
        case Effect.OpenReader e -> {
          reader = e.connection();
          readerStep(e.connection(), () -> new Event.ReaderOpened(e.connection(), database.epoch));
        }
        case Effect.CloseLane e -> closeLane(e.connection());
        case Effect.CloseReader _ -> reader = -1;
        case Effect.SendBatch e -> sendBatch(e);
        case Effect.Fence e ->
            laneStep(
                e.connection(),
                () -> {
                  long low = database.fence(e.writer(), e.seq());
                  return new Event.FenceSettled(
                      e.connection(),
                      low,
                      low == 0 ? new long[0] : database.fenceResult(low, e.writes()));
                });
        case Effect.Probe e ->
            laneStep(
                e.connection(),
                () -> {
                  long me = id * 1_000_000L + e.connection();
                  database.leader = database.leader == 0 ? me : database.leader;
                  return new Event.Probed(e.connection(), database.leader == me);
                });
        case Effect.ReadLoad e ->
            readerStep(e.connection(), () -> new Event.LoadRead(e.connection(), database.load()));
        case Effect.ReadTail e ->
            readerStep(
                e.connection(),
                () ->
                    new Event.TailRead(
                        e.connection(),
                        database.compacted,
                        database.kept,
                        database.tail(e.after())));
        case Effect.ReadHead e ->
            readerStep(e.connection(), () -> new Event.HeadRead(e.connection(), database.high));
        case Effect.Keep e ->
            after(
                delay(),
                () -> {
                  database.end = Math.max(database.end, e.high() + 1_000_000);
                  on(
                      isCut()
                          ? new Event.KeepingFailed("cut")
                          : new Event.Kept(database.end, List.of()));
                });
        case Effect.Complete e -> check(outcomes.put(e.ticket(), e.outcome()) == null, "once");
        case Effect.CompleteHead e -> {
          long asked = headsAsked.remove(e.ticket());
          check(e.head() >= asked, "a consistent read went back");
        }
        case Effect.Fail e -> {
          if (headsAsked.remove(e.ticket()) == null) {
            check(failed.add(e.ticket()), "failed once");
          }
        }
        case Effect.DeliverLoad e -> {
          view.clear();
          e.load().objects().forEach(o -> view.put(o.key(), o));
          check(e.load().revision() >= position, "a load went back");
          position = e.load().revision();
        }
        case Effect.Deliver e -> deliver(e.batch());
        case Effect.Compacted _, Effect.Leading _ -> {}
      }
    }

    private void deliver(Batch batch) {
      check(batch.high() > position, "a batch was delivered twice");
      for (Change change : batch.changes()) {
        check(change.revision() > position, "a change came late: " + change);
        check(change.revision() <= batch.high(), "a change beyond its batch");
        position = change.revision();
        shown.add(change);
        if (change.op() == Op.DELETE) {
          view.remove(change.key());
        } else {
          view.put(change.key(), change.stored());
        }
      }
      position = batch.high();
    }

    /** An exchange: the request travels, is done, the answer travels; each may be cut. */
    private void laneStep(long connection, java.util.function.Supplier<Event> step) {
      after(
          delay(),
          () -> {
            if (connection != lane || isCut()) {
              loseLane(connection);
              return;
            }
            Event answer = step.get();
            after(
                delay(),
                () -> {
                  if (isCut()) {
                    loseLane(connection);
                  } else if (connection == lane) {
                    on(answer);
                  }
                });
          });
    }

    private void readerStep(long connection, java.util.function.Supplier<Event> step) {
      after(
          delay(),
          () -> {
            Event answer = step.get();
            after(
                delay(),
                () -> {
                  if (isCut()) {
                    on(new Event.ReaderLost(connection, "cut"));
                  } else if (connection == reader) {
                    on(answer);
                  }
                });
          });
    }

    private void sendBatch(Effect.SendBatch e) {
      int fate = random.nextInt(1000);
      if (fate < cuts) {
        // The backend has read everything but sleeps: it commits long after the connection died.
        after(delay(), () -> loseLane(e.connection()));
        after(random.nextInt(3000), () -> database.commit(e.writer(), e.seq(), e.writes()));
      } else if (fate < 2 * cuts) {
        // Silence: nothing arrives, nothing is said; only the time-out ends it.
        after(random.nextInt(6000), () -> database.commit(e.writer(), e.seq(), e.writes()));
      } else if (fate < 3 * cuts) {
        after(
            delay(),
            () ->
                on(
                    new Event.BatchRefused(
                        e.connection(),
                        e.seq(),
                        random.nextBoolean(),
                        io.coxswain.kube.ApiException.unavailable("refused"))));
      } else {
        laneStep(
            e.connection(),
            () -> {
              long low = database.high + 1;
              long[] actual = database.commit(e.writer(), e.seq(), e.writes());
              check(actual != null, "a key was used twice by one connection");
              servers.forEach(
                  other ->
                      after(
                          delay(),
                          () -> {
                            if (other != this && random.nextInt(4) > 0) {
                              other.on(new Event.Notified(Long.MAX_VALUE));
                            }
                          }));
              return new Event.BatchCommitted(e.connection(), e.seq(), low, actual);
            });
      }
    }

    private void loseLane(long connection) {
      closeLane(connection);
      on(new Event.LaneLost(connection, "cut"));
    }

    private void closeLane(long connection) {
      if (lane == connection) {
        lane = -1;
      }
      if (database.leader == id * 1_000_000L + connection) {
        database.leader = 0;
      }
    }

    void cutEverything() {
      loseLane(lane);
      long was = reader;
      reader = -1;
      on(new Event.ReaderLost(was, "cut"));
    }
  }

  static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
