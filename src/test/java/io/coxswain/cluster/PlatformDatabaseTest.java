package io.coxswain.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.Reason;
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
import java.util.concurrent.ExecutionException;
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
  void aPostgresThatIsTooOldIsRefusedAndNotWaitedFor() throws Exception {
    PgConnectOptions old = result(new OldPostgres(140_012).start(vertx));
    Pool pool = PgBuilder.pool().connectingTo(old).using(vertx).build();
    CompletableFuture<Void> migrated =
        new PlatformDatabase(null, pool, vertx).migrate().subscribeAsCompletionStage();
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> migrated.get(30, TimeUnit.SECONDS));
    ApiException refusal = assertInstanceOf(ApiException.class, refused.getCause());
    assertEquals("PostgreSQL 15 or later is needed, this is 14", refusal.getMessage());
    assertTrue(refusal.is(Reason.BAD_REQUEST), "waiting would not mend it");
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
