package io.coxswain.store;

import io.coxswain.store.Lane.Own;
import java.util.ArrayList;
import java.util.List;

/**
 * The ledger's decisions as one pure state machine: events and the time in, effects out. It knows
 * no clock, thread or connection; whoever runs it carries out the effects and reports what came of
 * them. Not thread-safe.
 */
public final class LedgerMachine {
  /** Fewer revisions than this with partitions ahead: create more. */
  static final long ROOM = 300_000;

  private final Timing timing;
  private final Lane lane;
  private final Tail tail;
  private List<Effect> effects = new ArrayList<>();

  private boolean leader;
  private boolean keeping;
  private long nextProbe = Long.MIN_VALUE;
  private long nextKeep = Long.MIN_VALUE;
  private long extendAfter = Long.MIN_VALUE;

  public LedgerMachine(Timing timing) {
    this.timing = timing;
    this.lane = new Lane(timing, effect -> effects.add(effect));
    this.tail = new Tail(timing, effect -> effects.add(effect));
  }

  /**
   * @param now milliseconds on any clock that does not go back
   * @return what to do, in this order
   */
  public List<Effect> on(Event event, long now) {
    switch (event) {
      case Event.Submitted e -> {
        lane.submit(e.ticket(), e.write(), now);
        if (e.more()) {
          return taken();
        }
      }
      case Event.HeadWanted e -> tail.headWanted(e.ticket(), lane.isBusy(), now);
      case Event.Tick _ -> {}
      case Event.LaneOpened e -> {
        if (lane.opened(e, now)) {
          nextProbe = now;
          tail.otherThan(e.epoch(), lane.isBusy(), now);
        }
      }
      case Event.LaneLost e -> {
        if (lane.lost(e.connection(), now)) {
          lead(false, now);
        }
      }
      case Event.BatchCommitted e -> {
        Own own = lane.committed(e, now);
        if (own != null) {
          tail.own(own, lane.isBusy(), now);
        }
      }
      case Event.BatchRefused e -> lane.refused(e, now);
      case Event.FenceSettled e -> {
        if (lane.fenced(e, now)) {
          tail.notified(Long.MAX_VALUE, lane.isBusy(), now);
        }
      }
      case Event.Probed e -> {
        if (lane.isOpen(e.connection())) {
          lane.probed(now);
          lead(e.leader(), now);
        }
      }
      case Event.ReaderOpened e -> {
        if (tail.opened(e, lane.isBusy(), now)) {
          lane.otherThan(e.epoch(), now);
        }
      }
      case Event.ReaderLost e -> tail.lost(e.connection(), lane.isBusy(), now);
      case Event.Notified e -> tail.notified(e.high(), lane.isBusy(), now);
      case Event.LoadGoesOn e -> tail.loadGoesOn(e.connection(), now);
      case Event.LoadRead e -> tail.loaded(e, lane.isBusy(), now);
      case Event.TailRead e -> tail.read(e, lane.isBusy(), now);
      case Event.HeadRead e -> tail.headRead(e, lane.isBusy(), now);
      case Event.Kept e -> {
        keeping = false;
        lane.extended(e.end(), now);
        e.expired().forEach(delete -> lane.submit(0, delete, now));
      }
      case Event.KeepingFailed _ -> {
        keeping = false;
        extendAfter = now + timing.backoff().toMillis() * 10;
      }
    }
    advance(now);
    return taken();
  }

  private List<Effect> taken() {
    List<Effect> result = effects;
    effects = new ArrayList<>();
    return result;
  }

  /** When to send a {@link Event.Tick} if nothing else happens before. */
  public long deadline() {
    long deadline = Math.min(lane.deadline(), tail.deadline(lane.isBusy()));
    if (lane.isOpen()) {
      deadline = Math.min(deadline, nextProbe);
      if (leader && !keeping) {
        deadline = Math.min(deadline, nextKeep);
      }
      if (lane.room() < ROOM && !keeping) {
        deadline = Math.min(deadline, extendAfter);
      }
    }
    return deadline;
  }

  public boolean isLeader() {
    return leader;
  }

  /** Whether both connections are open and everything is loaded. */
  public boolean isConnected() {
    return lane.isOpen() && tail.isOpen();
  }

  private void advance(long now) {
    lane.advance(now);
    tail.advance(lane.isBusy(), now);
    lane.passed(tail.position());
    if (!lane.isOpen()) {
      lead(false, now);
      return;
    }
    if (now >= nextProbe) {
      nextProbe = now + timing.probe().toMillis();
      lane.probing(now);
      effects.add(new Effect.Probe(lane.connection()));
    }
    boolean extend = lane.room() < ROOM && now >= extendAfter;
    if (!keeping && (extend || (leader && now >= nextKeep))) {
      boolean leading = leader && now >= nextKeep;
      keeping = true;
      extendAfter = now + timing.backoff().toMillis();
      if (leading) {
        nextKeep = now + timing.beforeTurn(now, timing.keeping()).toMillis();
      }
      effects.add(new Effect.Keep(lane.high(), leading));
    }
  }

  private void lead(boolean now, long time) {
    if (leader != now) {
      leader = now;
      nextKeep = now ? time + timing.probe().toMillis() : nextKeep;
      effects.add(new Effect.Leading(now));
    }
  }
}
