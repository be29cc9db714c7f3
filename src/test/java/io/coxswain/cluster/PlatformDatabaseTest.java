package io.coxswain.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.ops.postgres.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlatformDatabaseTest {
  private final Vertx vertx = Vertx.vertx();
  private final PgConnectOptions options = TestPostgres.shared().database();

  @AfterEach
  void close() {
    vertx.close();
  }

  private Pool pool() {
    return PgBuilder.pool().connectingTo(options).using(vertx).build();
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void serversThatStartAtOnceMakeTheTablesOnce() throws Exception {
    List<CompletableFuture<Void>> servers =
        List.of(1, 2, 3, 4).stream()
            .map(n -> new PlatformDatabase(null, pool(), vertx).migrate())
            .map(uni -> uni.subscribeAsCompletionStage())
            .toList();
    for (CompletableFuture<Void> server : servers) {
      server.get(30, TimeUnit.SECONDS);
    }
    RowSet<Row> tables =
        result(
            pool()
                .query(
                    "select table_name from information_schema.tables"
                        + " where table_name like 'platform\\_%' order by 1")
                .execute());
    assertEquals(
        List.of(
            "platform_authority", "platform_identity", "platform_join_token", "platform_replica"),
        StreamSupport.stream(tables.spliterator(), false).map(r -> r.getString(0)).toList());
  }
}
