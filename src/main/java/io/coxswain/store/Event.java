package io.coxswain.store;

import io.coxswain.kube.ApiException;
import java.util.List;
import java.util.UUID;

/**
 * What happens to the ledger. {@code connection} numbers say which connection an answer is from:
 * what a given-up one still says is ignored.
 */
public sealed interface Event {
  /** In {@code actual}: the operation won. */
  long WON = -1;

  /**
   * @param more another one follows at once
   */
  record Submitted(long ticket, Write write, boolean more) implements Event {
    public Submitted(long ticket, Write write) {
      this(ticket, write, false);
    }
  }

  record HeadWanted(long ticket) implements Event {}

  /** Time passed. */
  record Tick() implements Event {}

  /**
   * @param writer names the connection in {@code batch}, used for no other connection ever
   * @param high the highest revision, and {@code end} the first without a partition
   */
  record LaneOpened(long connection, UUID writer, long high, long end, Epoch epoch)
      implements Event {}

  record LaneLost(long connection, String why) implements Event {}

  /**
   * @param low revision of the first operation, the others follow
   * @param actual for each operation {@link #WON} or the revision its key has
   */
  record BatchCommitted(long connection, long seq, long low, long[] actual) implements Event {}

  /**
   * The database rejected the batch: surely not written.
   *
   * @param poisoned some value in it is to blame, so the others may pass without it
   */
  record BatchRefused(long connection, long seq, boolean poisoned, ApiException why)
      implements Event {}

  /**
   * @param low as for a commit; 0: nothing is known of it and it never will be committed
   * @param kept history up to here is gone: what it told of the batch too
   */
  record FenceSettled(long connection, long low, long kept, long[] actual) implements Event {}

  /** The answer to a probe: the lane's connection lives, and whether it holds leadership. */
  record Probed(long connection, boolean leader) implements Event {}

  record ReaderOpened(long connection, Epoch epoch) implements Event {}

  record ReaderLost(long connection, String why) implements Event {}

  /** A server has committed up to {@code high}. */
  record Notified(long high) implements Event {}

  record LoadRead(long connection, Load load) implements Event {}

  /** A part of a load has been read; the rest is on its way. */
  record LoadGoesOn(long connection) implements Event {}

  /**
   * @param kept history up to here is gone: who has read less must load again
   * @param more this was as much as one read brings
   */
  record TailRead(long connection, long compacted, long kept, Batch batch, boolean more)
      implements Event {}

  record HeadRead(long connection, long head) implements Event {}

  /**
   * @param end the first revision without a partition
   * @param expired deletes to be written for what has expired
   */
  record Kept(long end, List<Write> expired) implements Event {}

  record KeepingFailed(String why) implements Event {}
}
