import io.coxswain.ops.postgres.Address;
import io.coxswain.ops.postgres.Binaries;
import io.coxswain.ops.postgres.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/** The embedded PostgreSQL, configured as the product configures it. */
final class Postgres implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  private final EmbeddedPostgres server;
  private final long postmaster;

  Postgres(Path directory, Path binaries) throws Exception {
    server =
        new EmbeddedPostgres(
            directory, Binaries.find(binaries, null), new SecureRandom(), Thread::sleep);
    server.start();
    try (Stream<Path> files = Files.walk(directory)) {
      Path pidFile =
          files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
      postmaster = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    }
  }

  PgConnectOptions options() {
    Address address = server.address();
    return new PgConnectOptions()
        .setHost(address.host())
        .setPort(address.port())
        .setUser(address.user())
        .setPassword(address.password())
        .setDatabase(address.database())
        .setCachePreparedStatements(true);
  }

  PgConnection connect() throws Exception {
    return await(PgConnection.connect(vertx, options()));
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
  }

  List<ProcessHandle> processes() {
    ProcessHandle parent = ProcessHandle.of(postmaster).orElseThrow();
    return Stream.concat(Stream.of(parent), parent.descendants()).toList();
  }

  @Override
  public void close() {
    vertx.close();
    server.stop();
  }
}
