package io.coxswain.role;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/** Hibernate's pool: it follows the database to a new port or password. */
@Singleton
final class PlatformPool implements PgPoolCreator {
  @Override
  public Pool create(Input input) {
    return PgBuilder.pool()
        .with(input.poolOptions())
        .connectingTo(() -> Future.succeededFuture(ServerRole.prepared().database().options()))
        .using(input.vertx())
        .build();
  }
}
