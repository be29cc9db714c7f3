package io.coxswain.role;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/**
 * Hibernate's pool: it follows the database to a new port or password.
 *
 * <p>It names its schema. PostgreSQL's default path begins with a schema called as the user, if
 * there is one: the tables of the first start, made before the ledger's schema of that name, would
 * not be found by the second, which would make other authorities.
 */
@Singleton
final class PlatformPool implements PgPoolCreator {
  /** The ledger's, too. */
  private static final String SCHEMA = "coxswain";

  @Override
  public Pool create(Input input) {
    return PgBuilder.pool()
        .with(input.poolOptions())
        .connectingTo(
            () ->
                Future.succeededFuture(
                    ServerRole.prepared().database().options().addProperty("search_path", SCHEMA)))
        .using(input.vertx())
        .build();
  }
}
