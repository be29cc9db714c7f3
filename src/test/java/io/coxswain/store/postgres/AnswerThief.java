package io.coxswain.store.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the ledger and PostgreSQL. When told, it lets a COMMIT through, takes the answer
 * for itself and closes the connection.
 */
final class AnswerThief {
  private final PgConnectOptions behind;
  private final AtomicInteger toSteal = new AtomicInteger();
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

  void steal(int answers) {
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
                    if (isCommit(sent) && toSteal.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
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
                    if (answers.indexOf("COMMIT\0") >= 0) {
                      stolen.incrementAndGet();
                      ledger.close();
                    }
                  });
              ledger.closeHandler(ignored -> database.close());
              database.closeHandler(ignored -> ledger.close());
              ledger.resume();
            })
        .onFailure(ignored -> ledger.close());
  }

  private static boolean isCommit(Buffer sent) {
    return sent.toString("ISO-8859-1").contains("commit\0");
  }
}
