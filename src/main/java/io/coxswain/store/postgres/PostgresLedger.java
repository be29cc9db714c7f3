package io.coxswain.store.postgres;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Leadership;
import io.coxswain.store.BodyCipher;
import io.coxswain.store.Effect;
import io.coxswain.store.Event;
import io.coxswain.store.Follower;
import io.coxswain.store.Ledger;
import io.coxswain.store.LedgerMachine;
import io.coxswain.store.Outcome;
import io.coxswain.store.Retention;
import io.coxswain.store.Timing;
import io.coxswain.store.Write;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The ledger on PostgreSQL: runs {@link LedgerMachine} on one event loop of its own and carries its
 * effects out over two connections. Leadership is a session lock on the lane's connection.
 */
public final class PostgresLedger implements Ledger, Leadership {
  private static final Logger LOG = System.getLogger(PostgresLedger.class.getName());

  private final Vertx vertx;
  private final Context loop;
  private final Supplier<PgConnectOptions> address;
  private final Supplier<UUID> writers;
  private final BodyCipher cipher;
  private final Rows rows;
  private final Keeper keeper;

  // Any thread.
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicLong tickets = new AtomicLong();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile long compacted;
  private volatile boolean leader;
  private volatile boolean ready;
  private volatile String trouble = "not connected yet";

  // The loop.
  private final LedgerMachine machine;
  private final Map<Long, Promise<Outcome>> writes = new HashMap<>();
  private final Map<Long, Promise<Long>> heads = new HashMap<>();
  private Follower follower;
  private Promise<Void> following;
  private LaneSession lane;
  private long laneNumber;
  private ReaderSession reader;
  private long readerNumber;
  private UUID writer;
  private boolean closed;

  /** Writes were submitted and not looked at yet: a burst becomes one batch. */
  private boolean gathering;

  private long timer = -1;
  private long timerAt = Long.MAX_VALUE;

  /**
   * @param address where the database is; asked at every attempt to connect
   * @param writers fresh random ids
   * @param served how long the past is served (watches, pages); 5 minutes
   * @param kept how long history is kept
   */
  public PostgresLedger(
      Vertx vertx,
      Supplier<PgConnectOptions> address,
      Timing timing,
      Duration served,
      Duration kept,
      BodyCipher cipher,
      Supplier<UUID> writers) {
    this(vertx, address, timing, served, new Retention(kept, Long.MAX_VALUE), cipher, writers);
  }

  /** As above; history is kept by age and by size. */
  public PostgresLedger(
      Vertx vertx,
      Supplier<PgConnectOptions> address,
      Timing timing,
      Duration served,
      Retention retention,
      BodyCipher cipher,
      Supplier<UUID> writers) {
    this.vertx = vertx;
    this.loop = ((VertxInternal) vertx).createEventLoopContext();
    this.address = address;
    this.writers = writers;
    this.cipher = cipher;
    this.rows = new Rows(cipher);
    this.keeper = new Keeper(vertx, rows, served, retention);
    this.machine = new LedgerMachine(timing);
  }

  @Override
  public Future<Outcome> submit(Write write) {
    Promise<Outcome> promise = promise();
    long ticket = tickets.incrementAndGet();
    run(
        () -> {
          if (closed || follower == null) {
            promise.fail(ApiException.unavailable("the ledger is not started"));
            return;
          }
          writes.put(ticket, promise);
          gathering = true;
          on(new Event.Submitted(ticket, write, true));
        });
    return promise.future();
  }

  @Override
  public Future<Long> head() {
    Promise<Long> promise = promise();
    long ticket = tickets.incrementAndGet();
    run(
        () -> {
          if (closed || follower == null) {
            promise.fail(ApiException.unavailable("the ledger is not started"));
            return;
          }
          heads.put(ticket, promise);
          on(new Event.HeadWanted(ticket));
        });
    return promise.future();
  }

  @Override
  public Future<Void> follow(Follower newFollower) {
    Promise<Void> promise = promise();
    run(
        () -> {
          follower = newFollower;
          following = promise;
          on(new Event.Tick());
        });
    return promise.future();
  }

  @Override
  public long compacted() {
    return compacted;
  }

  @Override
  public boolean isLeader() {
    return leader;
  }

  @Override
  public void onChange(Listener listener) {
    run(
        () -> {
          listeners.add(listener);
          if (leader) {
            listener.changed(true);
          }
        });
  }

  /** Whether both connections are open. */
  public boolean ready() {
    return ready;
  }

  /** Why {@link #ready} is false, as a sentence's end. */
  public String trouble() {
    return trouble;
  }

  @Override
  public Future<Void> close() {
    Promise<Void> promise = promise();
    run(
        () -> {
          closed = true;
          vertx.cancelTimer(timer);
          ApiException gone = ApiException.unavailable("the server is stopping");
          writes.values().forEach(waiting -> waiting.fail(gone));
          heads.values().forEach(waiting -> waiting.fail(gone));
          writes.clear();
          heads.clear();
          lead(false);
          PgConnection first = lane == null ? null : lane.connection();
          PgConnection second = reader == null ? null : reader.connection();
          close(first).compose(ignored -> close(second)).onComplete(promise);
        });
    return promise.future();
  }

  private static Future<Void> close(PgConnection connection) {
    return connection == null ? Future.succeededFuture() : connection.close().otherwiseEmpty();
  }

  private static <T> Promise<T> promise() {
    return Vertx.currentContext() instanceof ContextInternal context
        ? context.promise()
        : Promise.promise();
  }

  /** Runs on the loop, in order of arrival; a burst costs one wake-up. */
  private void run(Runnable task) {
    inbox.add(task);
    if (scheduled.compareAndSet(false, true)) {
      loop.runOnContext(
          ignored -> {
            scheduled.set(false);
            for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
              next.run();
            }
            if (gathering) {
              gathering = false;
              on(new Event.Tick());
            }
          });
    }
  }

  private void on(Event event) {
    // Without a follower there is nobody to connect for.
    if (closed || follower == null) {
      return;
    }
    long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    for (Effect effect : machine.on(event, now)) {
      carryOut(effect);
    }
    readiness(null);
    arm(now);
  }

  private void arm(long now) {
    long deadline = machine.deadline();
    if (deadline >= timerAt) {
      return;
    }
    vertx.cancelTimer(timer);
    timerAt = deadline;
    timer =
        vertx.setTimer(
            Math.max(1, Math.min(deadline - now, 3_600_000)),
            ignored -> {
              timerAt = Long.MAX_VALUE;
              on(new Event.Tick());
            });
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.OpenLane e -> openLane(e.connection());
      case Effect.CloseLane e -> {
        dropLane(e.connection());
        readiness("the database does not answer");
      }
      case Effect.SendBatch e ->
          onLane(e.connection(), l -> l.send(e.connection(), e.writer(), e.seq(), e.writes()));
      case Effect.Fence e ->
          onLane(e.connection(), l -> l.fence(e.connection(), e.writer(), e.seq(), e.writes()));
      case Effect.Probe e -> onLane(e.connection(), l -> l.probe(e.connection()));
      case Effect.OpenReader e -> openReader(e.connection());
      case Effect.CloseReader e -> {
        dropReader(e.connection());
        readiness("the database does not answer");
      }
      case Effect.ReadLoad e -> onReader(e.connection(), r -> load(e.connection(), r));
      case Effect.ReadTail e -> onReader(e.connection(), r -> r.tail(e.connection(), e.after()));
      case Effect.ReadHead e -> onReader(e.connection(), r -> r.head(e.connection()));
      case Effect.Keep e -> keep(e);
      case Effect.Complete e -> {
        Promise<Outcome> waiting = writes.remove(e.ticket());
        if (waiting != null) {
          waiting.complete(e.outcome());
        }
      }
      case Effect.CompleteHead e -> heads.remove(e.ticket()).complete(e.head());
      case Effect.Fail e -> fail(e);
      case Effect.DeliverLoad e -> {
        e.load().finish(follower, e.newEpoch());
        following.tryComplete();
      }
      case Effect.Deliver e -> follower.batch(e.batch());
      case Effect.Compacted e -> compacted = e.revision();
      case Effect.Leading e -> lead(e.leader());
    }
  }

  private void openLane(long number) {
    UUID fresh = writers.get();
    laneNumber = number;
    attempt(() -> Session.open(vertx, address.get(), LaneSession.name(fresh), true))
        .compose(
            opened -> {
              LaneSession session = new LaneSession(opened.connection(), cipher);
              return session
                  .high()
                  .compose(
                      high ->
                          Schema.end(opened.connection())
                              .map(
                                  end ->
                                      new Event.LaneOpened(
                                          number, fresh, high, end, opened.epoch())))
                  .onSuccess(
                      event -> {
                        if (number != laneNumber || closed) {
                          opened.connection().close();
                          return;
                        }
                        opened
                            .connection()
                            .closeHandler(ignored -> laneLost(number, "connection closed"));
                        lane = session;
                        writer = fresh;
                        on(event);
                      })
                  .onFailure(error -> opened.connection().close());
            })
        .onFailure(error -> laneLost(number, error.getMessage()));
  }

  private void openReader(long number) {
    readerNumber = number;
    attempt(() -> Session.open(vertx, address.get(), "coxswain-reader", false))
        .compose(
            opened -> {
              ReaderSession session = new ReaderSession(opened.connection(), rows, opened.epoch());
              opened
                  .connection()
                  .notificationHandler(
                      notification -> {
                        if (writer == null
                            || !notification.getPayload().equals(writer.toString())) {
                          on(new Event.Notified(Long.MAX_VALUE));
                        }
                      });
              return session
                  .listen()
                  .onSuccess(
                      ignored -> {
                        if (number != readerNumber || closed) {
                          opened.connection().close();
                          return;
                        }
                        opened
                            .connection()
                            .closeHandler(closing -> readerLost(number, "connection closed"));
                        reader = session;
                        on(new Event.ReaderOpened(number, opened.epoch()));
                      })
                  .onFailure(error -> opened.connection().close());
            })
        .onFailure(error -> readerLost(number, error.getMessage()));
  }

  /** A bad address is a failed attempt, not an end of the loop. */
  private <T> Future<T> attempt(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Asks the lane. One that an earlier effect of the same step has just lost is not asked: the
   * machine has been told.
   */
  private void onLane(long number, Function<LaneSession, Future<Event>> ask) {
    if (lane != null && number == laneNumber) {
      ask.apply(lane).onSuccess(this::on).onFailure(error -> laneBroken(number, error));
    }
  }

  /** An answer that failed leaves the connection in an unknown state: it is given up. */
  private void laneBroken(long number, Throwable error) {
    dropLane(number);
    laneLost(number, error.getMessage());
  }

  private void dropLane(long number) {
    if (number == laneNumber) {
      close(lane == null ? null : lane.connection());
      lane = null;
      laneNumber = -1;
    }
  }

  private void dropReader(long number) {
    if (number == readerNumber) {
      close(reader == null ? null : reader.connection());
      reader = null;
      readerNumber = -1;
    }
  }

  private void laneLost(long number, String why) {
    on(new Event.LaneLost(number, why));
    readiness(why);
  }

  private void onReader(long number, Function<ReaderSession, Future<Event>> ask) {
    if (reader == null || number != readerNumber) {
      return;
    }
    ask.apply(reader)
        .onSuccess(this::on)
        .onFailure(
            error -> {
              dropReader(number);
              readerLost(number, error.getMessage());
            });
  }

  private void readerLost(long number, String why) {
    on(new Event.ReaderLost(number, why));
    readiness(why);
  }

  private void keep(Effect.Keep effect) {
    Future<Event> kept = attempt(() -> keeper.keep(address.get(), effect.high(), effect.leading()));
    kept.onComplete(
        result -> {
          if (result.failed()) {
            LOG.log(Level.WARNING, "Keeping the ledger failed, will try again", result.cause());
          }
          on(
              result.succeeded()
                  ? result.result()
                  : new Event.KeepingFailed(result.cause().getMessage()));
        });
  }

  private void fail(Effect.Fail effect) {
    Promise<Outcome> write = writes.remove(effect.ticket());
    if (write != null) {
      write.fail(effect.why());
    }
    Promise<Long> head = heads.remove(effect.ticket());
    if (head != null) {
      head.fail(effect.why());
    }
  }

  /** What it brings goes to the follower at once; it counts when the machine delivers the load. */
  private Future<Event> load(long number, ReaderSession session) {
    follower.begin();
    return session.load(
        number,
        object -> {
          if (number == readerNumber) {
            follower.object(object);
          }
        },
        () -> on(new Event.LoadGoesOn(number)));
  }

  private void lead(boolean now) {
    if (leader != now) {
      leader = now;
      listeners.forEach(listener -> listener.changed(now));
    }
  }

  private void readiness(String why) {
    boolean now = machine.isConnected();
    if (why != null && !now) {
      trouble = why;
    }
    if (now != ready) {
      ready = now;
      LOG.log(
          now ? Level.INFO : Level.WARNING,
          now ? "The database is there" : "The database is away: " + trouble);
    }
  }
}
