package io.coxswain.store.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the ledger and PostgreSQL. When told, it lets a batch through, keeps the word that
 * it is committed (or, half an answer, passes the rows on before it) and closes the connection.
 */
final class AnswerThief {
  private final PgConnectOptions behind;

  /** PostgreSQL's last word on a statement: ready for the next, in no transaction. */
  private static final String READY = "Z\0\0\0\5I";

  private final AtomicInteger toSteal = new AtomicInteger();
  private volatile boolean half;
  private final AtomicInteger stolen = new AtomicInteger();
  private final NetServer server;
  private final NetClient client;

  AnswerThief(Vertx vertx, PgConnectOptions behind) {
    this.behind = behind;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer().connectHandler(this::join);
    LedgerProbe.await(server.listen(0, "127.0.0.1"));
  }

  PgConnectOptions address() {
    return new PgConnectOptions(behind).setPort(server.actualPort());
  }

  /**
   * @param rows whether the rows of the answer are passed on
   */
  void steal(int answers, boolean rows) {
    half = rows;
    toSteal.set(answers);
  }

  int stolen() {
    return stolen.get();
  }

  private void join(NetSocket ledger) {
    ledger.pause();
    client
        .connect(behind.getPort(), behind.getHost())
        .onSuccess(
            database -> {
              boolean[] stealing = {false};
              ledger.handler(
                  sent -> {
                    if (isBatch(sent) && toSteal.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                      stealing[0] = true;
                    }
                    database.write(sent);
                  });
              StringBuilder answers = new StringBuilder();
              database.handler(
                  answer -> {
                    if (!stealing[0]) {
                      ledger.write(answer);
                      return;
                    }
                    answers.append(answer.toString("ISO-8859-1"));
                    int end = answers.indexOf(READY);
                    if (end >= 0) {
                      stolen.incrementAndGet();
                      (half
                              ? ledger.write(answers.substring(0, end), "ISO-8859-1")
                              : Future.succeededFuture())
                          .onComplete(ignored -> ledger.close());
                    }
                  });
              ledger.closeHandler(ignored -> database.close());
              database.closeHandler(ignored -> ledger.close());
              ledger.resume();
            })
        .onFailure(ignored -> ledger.close());
  }

  /** The values of a batch; the statement itself was sent before. */
  private static boolean isBatch(Buffer sent) {
    return sent.getByte(0) == 'B' && sent.toString("ISO-8859-1").contains(LedgerProbe.RESOURCE);
  }
}
