package io.coxswain.store.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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

  AnswerThief(Vertx vertx, PgConnectOptions behind) {
    this.behind = behind;
    this.server = vertx.createNetServer().connectHandler(client -> join(vertx, client));
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

  private void join(Vertx vertx, NetSocket client) {
    client.pause();
    vertx
        .createNetClient()
        .connect(behind.getPort(), behind.getHost())
        .onSuccess(
            database -> {
              boolean[] stealing = {false};
              client.handler(
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
                      client.write(answer);
                      return;
                    }
                    answers.append(answer.toString("ISO-8859-1"));
                    if (answers.indexOf("COMMIT\0") >= 0) {
                      stolen.incrementAndGet();
                      client.close();
                    }
                  });
              client.closeHandler(ignored -> database.close());
              database.closeHandler(ignored -> client.close());
              client.resume();
            })
        .onFailure(ignored -> client.close());
  }

  private static boolean isCommit(Buffer sent) {
    return sent.toString("ISO-8859-1").contains("commit\0");
  }
}
