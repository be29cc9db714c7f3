package io.coxswain.ops.postgres;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One embedded PostgreSQL for all tests of a JVM, and a database for each test that asks. Its
 * binaries come from the test class path and stay unpacked in the temporary folder, where the
 * unprivileged user can reach them.
 */
public final class TestPostgres {
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static TestPostgres shared;

  private final EmbeddedPostgres server;

  private TestPostgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /** The one of this JVM, started at the first call and stopped with the JVM. */
  public static synchronized TestPostgres shared() {
    if (shared == null) {
      Path directory = temporary("coxswain-postgres-test-");
      EmbeddedPostgres server =
          new EmbeddedPostgres(directory, binaries(), new SecureRandom(), Thread::sleep);
      server.start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    server.stop();
                    delete(directory);
                  }));
      shared = new TestPostgres(server);
    }
    return shared;
  }

  /** How to connect to a fresh, empty database. */
  public PgConnectOptions database() {
    String name = "test_" + ProcessHandle.current().pid() + "_" + NUMBERS.incrementAndGet();
    PgConnectOptions options = options(server.address());
    Vertx vertx = Vertx.vertx();
    try {
      PgConnection.connect(vertx, options)
          .compose(
              connection ->
                  connection
                      .query("create database " + name)
                      .execute()
                      .eventually(() -> connection.close()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      vertx.close();
    }
    return options.setDatabase(name);
  }

  public static PgConnectOptions options(Address address) {
    return new PgConnectOptions()
        .setHost(address.host())
        .setPort(address.port())
        .setUser(address.user())
        .setPassword(address.password())
        .setDatabase(address.database());
  }

  /** A folder that PostgreSQL's user can pass through. */
  public static Path temporary(String prefix) {
    try {
      Path folder = Files.createTempDirectory(prefix);
      Files.setPosixFilePermissions(
          folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void delete(Path folder) {
    Command.of("rm", "-rf", folder.toString()).run();
  }

  /** Unpacks once a machine. */
  public static synchronized Binaries binaries() {
    try (InputStream archive = TestPostgres.class.getClassLoader().getResourceAsStream(ARCHIVE)) {
      if (archive == null) {
        throw new IllegalStateException(ARCHIVE + " is not on the class path");
      }
      Path parent = Path.of(System.getProperty("java.io.tmpdir"));
      Path home =
          parent.resolve("coxswain-postgres-binaries-" + archive.available()).toAbsolutePath();
      if (!Files.exists(home)) {
        Path draft = temporary("coxswain-unpack-");
        Path file = draft.resolve(ARCHIVE);
        Files.copy(archive, file, StandardCopyOption.REPLACE_EXISTING);
        Command.of("tar", "-xJf", file.toString(), "-C", draft.toString())
            .run()
            .orElseThrow("Cannot unpack " + ARCHIVE + " (is xz-utils installed?)");
        Files.delete(file);
        Command.of("chmod", "-R", "a+rX", draft.toString()).run();
        if (!Command.of("mv", "-T", draft.toString(), home.toString()).run().isSuccess()) {
          delete(draft);
        }
      }
      return Binaries.find(home, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
