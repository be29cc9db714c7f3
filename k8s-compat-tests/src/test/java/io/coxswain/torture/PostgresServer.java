package io.coxswain.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The PostgreSQL of an arena. An embedded one belongs to its server, which starts it; it can be
 * killed here, and heals by itself. An external one trusts everybody on loopback.
 */
public final class PostgresServer {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String USER = "coxswain";

  private final Path binaries; // null: embedded
  private final Path data;
  private final Path log;
  private final int port;
  private final Map<String, String> environment;

  private PostgresServer(
      Path binaries, Path data, Path log, int port, Map<String, String> environment) {
    this.binaries = binaries;
    this.data = data;
    this.log = log;
    this.port = port;
    this.environment = environment;
  }

  /** The one that the server with this data directory keeps. */
  static PostgresServer embedded(Path server) {
    return new PostgresServer(null, server.resolve("postgres/data"), null, 0, Map.of());
  }

  /** Made and started. */
  static PostgresServer create(
      Path binaries,
      Path folder,
      int port,
      Map<String, String> environment,
      List<String> settings) {
    try {
      Processes.ensureUser();
      Path data = folder.resolve("data");
      Files.createDirectories(folder);
      Processes.giveToPostgres(folder);
      Processes.run(
          Processes.asPostgres(
              List.of(
                  binaries.resolve("bin/initdb").toString(),
                  "--pgdata=" + data,
                  "--username=" + USER,
                  "--auth=trust",
                  "--encoding=UTF8",
                  "--locale=C",
                  "--data-checksums",
                  "--wal-segsize=4")));
      List<String> lines =
          new ArrayList<>(
              List.of(
                  "",
                  "listen_addresses = '127.0.0.1'",
                  "port = " + port,
                  "unix_socket_directories = ''",
                  "max_connections = 60",
                  "shared_buffers = 16MB",
                  "log_timezone = 'UTC'",
                  "client_connection_check_interval = 2s"));
      lines.addAll(settings);
      Path configuration = data.resolve("postgresql.conf");
      Files.writeString(
          configuration, String.join("\n", lines) + "\n", java.nio.file.StandardOpenOption.APPEND);
      PostgresServer server =
          new PostgresServer(binaries, data, folder.resolve("postgres.log"), port, environment);
      server.start();
      return server;
    } catch (IOException e) {
      throw new TortureException("PostgreSQL cannot be made in " + folder, e);
    }
  }

  public boolean isEmbedded() {
    return binaries == null;
  }

  /** Its data directory. */
  public Path data() {
    return data;
  }

  /** Where it listens on loopback. */
  public int port() {
    return isEmbedded() ? Integer.parseInt(line(3)) : port;
  }

  /** The pid of the postmaster. */
  public long pid() {
    return Long.parseLong(line(0));
  }

  public boolean isAlive() {
    return Files.exists(data.resolve("postmaster.pid")) && Processes.isAlive(pid());
  }

  /** Starts an external one and waits until it takes connections. Again after a kill -9. */
  public void start() {
    Wait.until(
        "PostgreSQL's start",
        START,
        () -> {
          if (!isAlive()) {
            launch();
          }
          return answers();
        });
  }

  /** Whether it takes connections. */
  public boolean answers() {
    if (!isAlive()) {
      return false;
    }
    if (isEmbedded()) {
      return line(7).startsWith("ready");
    }
    try (Sql sql = sql()) {
      return "1".equals(sql.value("select 1"));
    } catch (TortureException e) {
      return false;
    }
  }

  /** kill -9 of the postmaster; its children see it and end. Nothing starts it again here. */
  public void kill() {
    long pid = pid();
    Processes.signal("KILL", pid);
    Wait.until("PostgreSQL's end", START, () -> !Processes.isAlive(pid));
  }

  /** SIGINT: fast; SIGQUIT: immediate; SIGTERM: smart. Waits for its end. */
  public void stop(String signal) {
    long pid = pid();
    Processes.signal(signal, pid);
    Wait.until("PostgreSQL's end", START, () -> !Processes.isAlive(pid));
  }

  /** A connection of one's own; external ones only. */
  public Sql sql() {
    return Sql.open(port(), USER, "postgres");
  }

  /** What a server on this port is given as --datastore. */
  static String url(int port) {
    return "postgres://" + USER + ":none@127.0.0.1:" + port + "/postgres";
  }

  private void launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Processes.asPostgres(
                    List.of(binaries.resolve("bin/postgres").toString(), "-D", data.toString())))
            .directory(data.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    Wait.until(
        "PostgreSQL's postmaster.pid",
        START,
        () -> !process.isAlive() || isAlive() && pid() == process.pid());
  }

  private String line(int number) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return number < lines.size() ? lines.get(number).strip() : "";
    } catch (IOException e) {
      throw new TortureException("PostgreSQL has no postmaster.pid", e);
    }
  }
}
