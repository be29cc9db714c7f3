package io.coxswain.store;

import io.coxswain.kube.ApiException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What this server has seen: its own batches from memory where they follow on, everybody's from the
 * database otherwise; and consistent reads of the head, shared by all who asked before it began.
 */
final class Tail {
  /** How long a gap waits for this server's own batch to answer before the database is read. */
  private static final long OWN_MILLIS = 20;

  /** More than this beyond a gap are read back from the database instead. */
  private static final int OWN_BATCHES = 256;

  private static final long ALONE_MILLIS = 60_000;
  private static final int ALONE_TICKS = 4;

  private final Timing timing;
  private final Consumer<Effect> out;
  private final Link link;

  /** Of the present connection. */
  private Epoch opened;

  /** Of what was loaded. */
  private Epoch epoch;

  private long position;
  private long compacted;

  /** Own batches beyond a gap, by their low revision. */
  private final TreeMap<Long, Batch> own = new TreeMap<>();

  private boolean reading;
  private boolean loading;
  private long wantedAt = Long.MAX_VALUE;
  private long nextTick = Long.MIN_VALUE;

  /** When another server last showed itself. A server alone ticks slower: NOTIFY is sure enough. */
  private long othersSeen = Long.MIN_VALUE / 2;

  private final Deque<Waiting> headWaiting = new ArrayDeque<>();
  private List<Waiting> headAsked = List.of();
  private boolean askingHead;

  Tail(Timing timing, Consumer<Effect> out) {
    this.timing = timing;
    this.out = out;
    this.link = new Link(timing);
  }

  /** Whether it is the connection that was asked for. */
  boolean opened(Event.ReaderOpened event, boolean laneBusy, long now) {
    if (!link.opened(event.connection())) {
      return false;
    }
    opened = event.epoch();
    reading = false;
    askingHead = false;
    loading = false;
    if (event.epoch().equals(epoch)) {
      wantedAt = now;
      nextTick = now;
    } else {
      load(now);
    }
    advance(laneBusy, now);
    return true;
  }

  /**
   * The lane has just found another database: this connection leads to one of yesterday, and its
   * head is not the present.
   */
  void otherThan(Epoch present, boolean laneBusy, long now) {
    if (link.isOpen() && !present.equals(opened)) {
      out.accept(new Effect.CloseReader(link.connection()));
      lost(link.connection(), laneBusy, now);
    }
  }

  void lost(long connection, boolean laneBusy, long now) {
    if (link.lost(connection, now)) {
      putBack();
    }
    advance(laneBusy, now);
  }

  void loaded(Event.LoadRead event, boolean laneBusy, long now) {
    if (!link.isOpen(event.connection()) || !loading) {
      return;
    }
    loading = false;
    link.answered();
    Load load = event.load();
    boolean newEpoch = epoch != null && !epoch.equals(load.epoch());
    epoch = load.epoch();
    position = load.revision();
    own.clear();
    compacted(load.compacted());
    out.accept(new Effect.DeliverLoad(load, newEpoch));
    wantedAt = now;
    advance(laneBusy, now);
  }

  /** A long load is no silence. */
  void loadGoesOn(long connection, long now) {
    if (link.isOpen(connection) && loading) {
      link.answered();
      link.asked(now);
    }
  }

  void read(Event.TailRead event, boolean laneBusy, long now) {
    if (!link.isOpen(event.connection()) || !reading) {
      return;
    }
    reading = false;
    answered();
    compacted(event.compacted());
    if (position < event.kept()) {
      load(now);
      return;
    }
    if (event.batch().high() > position) {
      othersSeen = now;
      nextTick = Math.min(nextTick, now + timing.tick().toMillis());
    }
    deliver(event.batch());
    follow();
    if (event.more()) {
      wantedAt = now;
    }
    advance(laneBusy, now);
  }

  /** This server committed a batch: deliver it from memory if it follows on. */
  void own(Lane.Own batch, boolean laneBusy, long now) {
    if (epoch == null || loading || own.size() >= OWN_BATCHES) {
      wanted(now);
    } else {
      own.put(batch.low(), batch.batch());
      follow();
      if (!own.isEmpty()) {
        wanted(now);
      }
    }
    advance(laneBusy, now);
  }

  void notified(long high, boolean laneBusy, long now) {
    if (high > position) {
      wanted(now);
      advance(laneBusy, now);
    }
  }

  void headWanted(long ticket, boolean laneBusy, long now) {
    headWaiting.addLast(new Waiting(ticket, now));
    advance(laneBusy, now);
  }

  void headRead(Event.HeadRead event, boolean laneBusy, long now) {
    if (!link.isOpen(event.connection()) || !askingHead) {
      return;
    }
    askingHead = false;
    answered();
    headAsked.forEach(w -> out.accept(new Effect.CompleteHead(w.ticket, event.head())));
    headAsked = List.of();
    if (event.head() > position) {
      wanted(now);
    }
    advance(laneBusy, now);
  }

  void advance(boolean laneBusy, long now) {
    if (link.isOverdue(now)) {
      out.accept(new Effect.CloseReader(link.connection()));
      link.lost(link.connection(), now);
      putBack();
    }
    if (link.mayConnect(now)) {
      out.accept(new Effect.OpenReader(link.connecting(now)));
    }
    while (!headWaiting.isEmpty()
        && headWaiting.getFirst().since + timing.queue().toMillis() <= now) {
      out.accept(
          new Effect.Fail(
              headWaiting.removeFirst().ticket,
              ApiException.unavailable("the database does not answer")));
    }
    if (!link.isOpen()) {
      return;
    }
    // Within a load's snapshot the head would be one of the past.
    if (!headWaiting.isEmpty() && !askingHead && !loading) {
      headAsked = new ArrayList<>(headWaiting);
      headWaiting.clear();
      askingHead = true;
      link.asked(now);
      out.accept(new Effect.ReadHead(link.connection()));
    }
    if (!reading && !loading && epoch != null && now >= readAt(laneBusy)) {
      reading = true;
      wantedAt = Long.MAX_VALUE;
      boolean alone = now - othersSeen > ALONE_MILLIS;
      nextTick = now + timing.tick().toMillis() * (alone ? ALONE_TICKS : 1);
      link.asked(now);
      out.accept(new Effect.ReadTail(link.connection(), position));
    }
  }

  long deadline(boolean laneBusy) {
    long deadline = link.deadline();
    if (!headWaiting.isEmpty()) {
      deadline = Math.min(deadline, headWaiting.getFirst().since + timing.queue().toMillis());
    }
    if (link.isOpen() && !reading && !loading && epoch != null) {
      deadline = Math.min(deadline, readAt(laneBusy));
    }
    return deadline;
  }

  boolean isOpen() {
    return link.isOpen() && epoch != null;
  }

  long position() {
    return position;
  }

  private long readAt(boolean laneBusy) {
    long wanted = wantedAt == Long.MAX_VALUE || !laneBusy ? wantedAt : wantedAt + OWN_MILLIS;
    return Math.min(wanted, nextTick);
  }

  private void wanted(long now) {
    wantedAt = Math.min(wantedAt, now);
  }

  private void load(long now) {
    loading = true;
    reading = false;
    link.asked(now);
    out.accept(new Effect.ReadLoad(link.connection()));
  }

  private void answered() {
    if (!reading && !askingHead && !loading) {
      link.answered();
    }
  }

  private void putBack() {
    reading = false;
    loading = false;
    askingHead = false;
    for (int i = headAsked.size() - 1; i >= 0; i--) {
      headWaiting.addFirst(headAsked.get(i));
    }
    headAsked = List.of();
  }

  private void follow() {
    while (!own.isEmpty() && own.firstKey() <= position + 1) {
      deliver(own.pollFirstEntry().getValue());
    }
  }

  /** Delivers what of it is new: own batches may have overtaken a read, and the other way round. */
  private void deliver(Batch batch) {
    if (batch.high() <= position) {
      return;
    }
    List<Change> changes = batch.changes();
    if (!changes.isEmpty() && changes.getFirst().revision() <= position) {
      long seen = position;
      changes = changes.stream().filter(c -> c.revision() > seen).toList();
    }
    position = batch.high();
    out.accept(new Effect.Deliver(new Batch(position, changes)));
  }

  private void compacted(long revision) {
    if (revision > compacted) {
      compacted = revision;
      out.accept(new Effect.Compacted(revision));
    }
  }

  private record Waiting(long ticket, long since) {}
}
