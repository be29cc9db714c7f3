package io.coxswain.role;

import io.coxswain.ops.postgres.Address;
import io.coxswain.ops.postgres.Binaries;
import io.coxswain.ops.postgres.EmbeddedPostgres;
import io.coxswain.ops.postgres.PostgresException;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The server's database: the embedded one, started and watched, or somebody else's. */
final class Database {
  private final EmbeddedPostgres embedded; // null: given by URL
  private final PgConnectOptions given;

  private Database(EmbeddedPostgres embedded, PgConnectOptions given) {
    this.embedded = embedded;
    this.given = given;
  }

  /** Blocks until the embedded one answers; one given by URL may come later. */
  static Database open(ServerConfig config) {
    if (config.datastore() != null) {
      return new Database(null, options(config.datastore()));
    }
    try {
      EmbeddedPostgres postgres = embedded(config.dataDir(), config.postgres());
      postgres.start();
      postgres.watch();
      return new Database(postgres, null);
    } catch (PostgresException e) {
      throw new RoleException(e.getMessage());
    }
  }

  /**
   * One to be filled: started without being watched over. {@link #stop} leaves one alone that was
   * running before.
   */
  static Database openOnce(Path dataDir, URI datastore, Path programs) {
    if (datastore != null) {
      return new Database(null, options(datastore));
    }
    try {
      EmbeddedPostgres postgres = embedded(dataDir, programs);
      boolean ours = !postgres.isRunning();
      Address address = postgres.start();
      return ours ? new Database(postgres, null) : new Database(null, options(address));
    } catch (PostgresException e) {
      throw new RoleException(e.getMessage());
    }
  }

  private static EmbeddedPostgres embedded(Path dataDir, Path programs) {
    Binaries binaries = Binaries.find(programs, programFolder().resolve("postgres"));
    return new EmbeddedPostgres(dataDir, binaries, new SecureRandom(), new SystemSleeper());
  }

  /** Where it is now; asked anew at every attempt to connect. */
  PgConnectOptions options() {
    return embedded == null ? new PgConnectOptions(given) : options(embedded.address());
  }

  /** Ends the embedded one; others are left alone. */
  void stop() {
    if (embedded != null) {
      embedded.stop();
    }
  }

  private static PgConnectOptions options(Address address) {
    return tuned(
        new PgConnectOptions()
            .setHost(address.host())
            .setPort(address.port())
            .setUser(address.user())
            .setPassword(address.password())
            .setDatabase(address.database()));
  }

  private static PgConnectOptions options(URI url) {
    try {
      String text = url.toString().replaceFirst("^postgres://", "postgresql://");
      return tuned(PgConnectOptions.fromUri(text));
    } catch (RuntimeException e) {
      throw new RoleException(
          "--datastore "
              + url.getScheme()
              + "://…: not a PostgreSQL address; expected postgres://USER:PASSWORD@HOST:PORT/DATABASE");
    }
  }

  private static PgConnectOptions tuned(PgConnectOptions options) {
    return options
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheMaxSize(64)
        .setPipeliningLimit(256)
        .setConnectTimeout(3_000);
  }

  /** Where this executable lies. */
  static Path programFolder() {
    return ProcessHandle.current()
        .info()
        .command()
        .map(command -> Path.of(command).toAbsolutePath().getParent())
        .orElse(Path.of("."));
  }
}
