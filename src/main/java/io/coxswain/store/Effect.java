package io.coxswain.store;

import io.coxswain.kube.ApiException;
import java.util.List;
import java.util.UUID;

/** What the ledger wants done, in order. */
public sealed interface Effect {
  record OpenLane(long connection) implements Effect {}

  /** Gives the connection up; nothing it still says counts. */
  record CloseLane(long connection) implements Effect {}

  /** Commits a batch of distinct keys as (writer, seq). */
  record SendBatch(long connection, UUID writer, long seq, List<Write> writes) implements Effect {}

  /** Settles what became of (writer, seq) of a lost connection by inserting that key itself. */
  record Fence(long connection, UUID writer, long seq, List<Write> writes) implements Effect {}

  /** Asks for leadership; an answer proves that the connection lives. */
  record Probe(long connection) implements Effect {}

  record OpenReader(long connection) implements Effect {}

  record CloseReader(long connection) implements Effect {}

  record ReadLoad(long connection) implements Effect {}

  /** Reads what was committed after a revision. */
  record ReadTail(long connection, long after) implements Effect {}

  record ReadHead(long connection) implements Effect {}

  /**
   * Creates partitions ahead; with {@code leading} also compacts and looks for what has expired.
   */
  record Keep(long high, boolean leading) implements Effect {}

  record Complete(long ticket, Outcome outcome) implements Effect {}

  record CompleteHead(long ticket, long head) implements Effect {}

  /** A write or head read failed; nothing was written. */
  record Fail(long ticket, ApiException why) implements Effect {}

  record DeliverLoad(Load load, boolean newEpoch) implements Effect {}

  record Deliver(Batch batch) implements Effect {}

  record Compacted(long revision) implements Effect {}

  record Leading(boolean leader) implements Effect {}
}
