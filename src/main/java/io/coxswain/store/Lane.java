package io.coxswain.store;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.ObjectKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The way of this server's writes into the database: a queue, at most one batch under way, and the
 * fence that settles a batch whose connection was lost before it answered.
 */
final class Lane {
  static final int BATCH_WRITES = 128;
  static final int BATCH_BYTES = 1 << 20;
  private static final int QUEUE_WRITES = 8192;
  private static final long QUEUE_BYTES = 64L << 20;
  private static final int LOOK_AHEAD = 1024;

  private final Timing timing;
  private final Consumer<Effect> out;
  private final Link link;

  private final Deque<Pending> queue = new ArrayDeque<>();

  /** Renewals that wait for the turn of the round; in the order in which they are due. */
  private final Deque<Pending> resting = new ArrayDeque<>();

  /** Of both. */
  private long queueBytes;

  /** So many batches to come carry one write. */
  private int alone;

  private UUID writer;
  private long seq;
  private Epoch epoch;
  private boolean fencing;
  private long high;
  private long end;

  /** Sent and not settled; outlives its connection. */
  private Flight flight;

  Lane(Timing timing, Consumer<Effect> out) {
    this.timing = timing;
    this.out = out;
    this.link = new Link(timing);
  }

  void submit(long ticket, Write write, long now) {
    int size = write.body() == null ? 0 : write.body().length;
    if (queue.size() + resting.size() >= QUEUE_WRITES || queueBytes + size > QUEUE_BYTES) {
      out.accept(new Effect.Fail(ticket, ApiException.unavailable("too many writes are waiting")));
      return;
    }
    queueBytes += size;
    long due = isPatient(write) ? timing.gathered(now) : now;
    (due > now ? resting : queue).addLast(new Pending(ticket, write, size, due));
  }

  /** Whether it is the connection that was asked for. */
  boolean opened(Event.LaneOpened event, long now) {
    if (!link.opened(event.connection())) {
      return false;
    }
    epoch = event.epoch();
    writer = event.writer();
    seq = 0;
    high = event.high();
    end = event.end();
    fencing = flight != null;
    if (fencing) {
      link.asked(now);
      out.accept(new Effect.Fence(link.connection(), flight.writer, flight.seq, flight.writes()));
    }
    advance(now);
    return true;
  }

  /** The reader has just found another database: this connection leads to one of yesterday. */
  void otherThan(Epoch present, long now) {
    if (link.isOpen() && !present.equals(epoch)) {
      out.accept(new Effect.CloseLane(link.connection()));
      lost(link.connection(), now);
    }
  }

  /** Whether it was the present connection. */
  boolean lost(long connection, long now) {
    boolean present = link.lost(connection, now);
    advance(now);
    return present;
  }

  /** The batch that was committed (this server's own), or {@code null} for a stale answer. */
  Own committed(Event.BatchCommitted event, long now) {
    if (!link.isOpen(event.connection()) || !isFlight(event.seq())) {
      return null;
    }
    Own own = own(event.low(), event.actual());
    settle(event.low(), event.actual());
    advance(now);
    return own;
  }

  void refused(Event.BatchRefused event, long now) {
    if (!link.isOpen(event.connection()) || !isFlight(event.seq())) {
      return;
    }
    if (event.poisoned() && flight.pending.size() > 1) {
      // One of them is to blame: each is tried again, alone.
      alone = flight.pending.size();
      for (int i = flight.pending.size() - 1; i >= 0; i--) {
        Pending pending = flight.pending.get(i);
        queueBytes += pending.size;
        queue.addFirst(pending);
      }
      flight = null;
      link.answered();
    } else {
      fail(event.why());
    }
    advance(now);
  }

  /** Whether the batch turned out to be committed (the tail is to read it). */
  boolean fenced(Event.FenceSettled event, long now) {
    if (!link.isOpen(event.connection()) || !fencing) {
      return false;
    }
    fencing = false;
    boolean committed = event.low() > 0;
    boolean forgotten = event.kept() >= (committed ? event.low() : flight.after + 1);
    if (forgotten) {
      fail(ApiException.timeout("nobody knows any more whether the write was committed"));
    } else if (committed) {
      settle(event.low(), event.actual());
    } else {
      fail(ApiException.unavailable("the database was lost before the write was committed"));
    }
    advance(now);
    return committed;
  }

  void extended(long newEnd, long now) {
    end = Math.max(end, newEnd);
    advance(now);
  }

  void passed(long revision) {
    high = Math.max(high, revision);
  }

  /** Sends, connects or gives up, whatever it is time for. */
  void advance(long now) {
    if (link.isOverdue(now)) {
      out.accept(new Effect.CloseLane(link.connection()));
      link.lost(link.connection(), now);
    }
    if (link.mayConnect(now)) {
      out.accept(new Effect.OpenLane(link.connecting(now)));
    }
    while (!queue.isEmpty() && queue.getFirst().since + timing.queue().toMillis() <= now) {
      Pending pending = taken(queue.removeFirst());
      out.accept(
          new Effect.Fail(
              pending.ticket, ApiException.unavailable("the database does not answer")));
    }
    while (!resting.isEmpty() && resting.getFirst().since <= now) {
      queue.addLast(resting.removeFirst());
    }
    if (link.isOpen() && flight == null && hasRoom() && !queue.isEmpty()) {
      flight = new Flight(writer, ++seq, high, gather());
      link.asked(now);
      out.accept(new Effect.SendBatch(link.connection(), writer, flight.seq, flight.writes()));
    }
  }

  long deadline() {
    long deadline = link.deadline();
    if (!queue.isEmpty()) {
      deadline = Math.min(deadline, queue.getFirst().since + timing.queue().toMillis());
    }
    return resting.isEmpty() ? deadline : Math.min(deadline, resting.getFirst().since);
  }

  void probing(long now) {
    link.asked(now);
  }

  void probed(long now) {
    if (flight == null) {
      link.answered();
    }
  }

  boolean isOpen() {
    return link.isOpen();
  }

  boolean isOpen(long connection) {
    return link.isOpen(connection);
  }

  boolean isBusy() {
    return flight != null;
  }

  long connection() {
    return link.connection();
  }

  long high() {
    return high;
  }

  /** Revisions left for which there are partitions. */
  long room() {
    return end - high;
  }

  private boolean isFlight(long answered) {
    return flight != null && !fencing && flight.seq == answered;
  }

  private boolean hasRoom() {
    return high + BATCH_WRITES < end;
  }

  /** Distinct keys in order; what repeats a key stays for the next batch. */
  private List<Pending> gather() {
    List<Pending> batch = new ArrayList<>();
    Set<Address> keys = new HashSet<>();
    long bytes = 0;
    int looked = 0;
    int most = alone > 0 ? 1 : BATCH_WRITES;
    alone = Math.max(0, alone - 1);
    for (Iterator<Pending> i = queue.iterator(); i.hasNext() && looked < LOOK_AHEAD; looked++) {
      Pending next = i.next();
      if (batch.size() == most || (!batch.isEmpty() && bytes + next.size > BATCH_BYTES)) {
        break;
      }
      if (keys.add(new Address(next.write.resource(), next.write.key()))) {
        batch.add(taken(next));
        bytes += next.size;
        i.remove();
      }
    }
    return batch;
  }

  private Pending taken(Pending pending) {
    queueBytes -= pending.size;
    return pending;
  }

  private Own own(long low, long[] actual) {
    List<Change> changes = new ArrayList<>(actual.length);
    for (int i = 0; i < actual.length; i++) {
      if (actual[i] == Event.WON) {
        Write w = flight.pending.get(i).write;
        changes.add(
            new Change(
                low + i,
                w.op(),
                w.resource(),
                w.key(),
                w.uid(),
                w.version(),
                w.body(),
                w.by(),
                w.manager()));
      }
    }
    return new Own(low, new Batch(low + actual.length - 1, changes));
  }

  private void settle(long low, long[] actual) {
    for (int i = 0; i < actual.length; i++) {
      out.accept(
          new Effect.Complete(
              flight.pending.get(i).ticket,
              actual[i] == Event.WON
                  ? new Outcome.Committed(low + i)
                  : new Outcome.Lost(actual[i])));
    }
    passed(low + actual.length - 1);
    flight = null;
    link.answered();
  }

  private void fail(ApiException why) {
    flight.pending.forEach(pending -> out.accept(new Effect.Fail(pending.ticket, why)));
    flight = null;
    link.answered();
  }

  /** A renewal of a node's lease: the one write nobody waits for, and the most frequent one. */
  private static boolean isPatient(Write write) {
    return write.op() == Op.UPDATE
        && write.resource().equals("leases.coordination.k8s.io")
        && write.key().namespace().equals("kube-node-lease");
  }

  /** This server's batch, committed. */
  record Own(long low, Batch batch) {}

  private record Address(String resource, ObjectKey key) {}

  /**
   * @param since when it was, or will be, ready to leave
   */
  private record Pending(long ticket, Write write, int size, long since) {}

  /**
   * @param after its revisions come somewhere after this one
   */
  private record Flight(UUID writer, long seq, long after, List<Pending> pending) {
    List<Write> writes() {
      return pending.stream().map(Pending::write).toList();
    }
  }
}
