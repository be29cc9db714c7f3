package io.coxswain.cluster.backup;

import io.coxswain.store.postgres.Archive;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * A backup as it is made: read, packed and given out a piece at a time, as fast as it is asked for.
 * One call after the other.
 */
final class BackupStream {
  private final Vertx vertx;
  private final Archive archive;
  private final BackupWriter writer;
  private boolean ended;

  BackupStream(Vertx vertx, Archive archive, BackupHeader header) {
    this.vertx = vertx;
    this.archive = archive;
    this.writer = new BackupWriter(header);
  }

  /** The next bytes; none at the end. */
  Future<byte[]> next() {
    return ended
        ? Future.succeededFuture(new byte[0])
        : archive
            .next()
            // Packing takes longer than an event loop has.
            .compose(rows -> vertx.executeBlocking(() -> packed(rows)))
            .compose(bytes -> bytes.length == 0 ? next() : Future.succeededFuture(bytes));
  }

  private byte[] packed(List<String> rows) {
    ended = rows.isEmpty();
    return ended ? writer.finish() : writer.add(rows);
  }

  void close() {
    archive.close();
  }
}
