package io.coxswain.cluster;

import io.coxswain.kube.ApiException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Runs work on the platform's tables. Each piece of work has a Vert.x context and hence a session
 * of its own: {@code withStatelessSession} alone would share the session of the caller's request,
 * and two uses at once in one request fail.
 */
@ApplicationScoped
public class PlatformDatabase {
  /** Key of the advisory lock under which the tables are made; any constant of our own. */
  private static final long MIGRATION_LOCK = 0x636f_7873_7761_696eL;

  /** As the server says it: 15.0. */
  private static final int OLDEST = 150_000;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final Vertx vertx;

  PlatformDatabase(Mutiny.SessionFactory sessions, Pool pool, Vertx vertx) {
    this.sessions = sessions;
    this.pool = pool;
    this.vertx = vertx;
  }

  /**
   * Makes the tables that are missing. Two servers may do this at once.
   *
   * @return fails with ApiException ServiceUnavailable where the database is away, BadRequest where
   *     it is there and cannot be used
   */
  public Uni<Void> migrate() {
    String sql = schema();
    return Uni.createFrom()
        .completionStage(
            () ->
                pool.withTransaction(
                        connection ->
                            connection
                                .query(
                                    "select current_setting('server_version_num')::integer,"
                                        + " pg_advisory_xact_lock("
                                        + MIGRATION_LOCK
                                        + ")")
                                .execute()
                                .map(PlatformDatabase::recent)
                                .compose(ignored -> connection.query(sql).execute()))
                    .<Void>mapEmpty()
                    .toCompletionStage())
        .onFailure()
        .transform(PlatformDatabase::unusable);
  }

  private static RowSet<Row> recent(RowSet<Row> rows) {
    int version = rows.iterator().next().getInteger(0);
    if (version < OLDEST) {
      throw ApiException.badRequest(
          "PostgreSQL " + OLDEST / 10_000 + " or later is needed, this is " + version / 10_000);
    }
    return rows;
  }

  /** What waiting does not mend: no such user, wrong password, no such database, no right. */
  private static Throwable unusable(Throwable cause) {
    if (cause instanceof PgException error) {
      String state = error.getSqlState() == null ? "" : error.getSqlState();
      if (state.startsWith("28") || state.equals("3D000") || state.equals("42501")) {
        return ApiException.badRequest("the database refuses us: " + error.getErrorMessage());
      }
    }
    return away(cause);
  }

  /** Statements that make the tables that are missing. */
  public static String schema() {
    return resource("platform.sql");
  }

  /** Fails with ApiException ServiceUnavailable where the database is away. */
  <T> Uni<T> transaction(Function<Mutiny.StatelessSession, Uni<T>> work) {
    return onContext(() -> sessions.withStatelessTransaction(work));
  }

  private <T> Uni<T> onContext(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .<T>emitter(
            emitter -> {
              Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
              VertxContextSafetyToggle.setContextSafe(context, true);
              context.runOnContext(
                  ignored -> work.get().subscribe().with(emitter::complete, emitter::fail));
            })
        .onFailure()
        .transform(PlatformDatabase::away);
  }

  private static Throwable away(Throwable cause) {
    return cause instanceof ApiException
        ? cause
        : ApiException.unavailable("the database does not answer: " + cause.getMessage());
  }

  private static String resource(String name) {
    try (InputStream in = PlatformDatabase.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
