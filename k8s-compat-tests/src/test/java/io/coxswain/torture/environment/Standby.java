package io.coxswain.torture.environment;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Processes;
import io.coxswain.torture.Sql;
import io.coxswain.torture.TortureException;
import io.coxswain.torture.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A streaming standby of a PostgreSQL, made with Debian's package; later a primary itself. */
final class Standby {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String USER = "coxswain";

  private final Path bin;
  private final Path data;
  private final int port;

  private Standby(Path bin, Path data, int port) {
    this.bin = bin;
    this.data = data;
    this.port = port;
  }

  /** Copied from the primary on that port, and following it. */
  @SuppressWarnings("try") // the port is free again before it is used
  static Standby of(Path bin, Path folder, int primary) {
    try {
      Files.createDirectories(folder);
      Processes.run(List.of("chown", USER + ":" + USER, folder.toString()));
      Standby standby = new Standby(bin, folder.resolve("data"), Arena.freePort());
      standby.run(
          "pg_basebackup",
          "-D",
          standby.data.toString(),
          "-d",
          "host=127.0.0.1 port=" + primary + " user=" + USER + " application_name=standby",
          "-R",
          "-X",
          "stream",
          "-c",
          "fast");
      Files.writeString(
          standby.data.resolve("postgresql.auto.conf"),
          "port = "
              + standby.port
              + "\nprimary_conninfo = 'host=127.0.0.1 port="
              + primary
              + " user="
              + USER
              + " application_name=standby'\n");
      standby.start();
      return standby;
    } catch (IOException e) {
      throw new TortureException("the standby cannot be made", e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    } catch (IOException e) {
      throw new TortureException("the standby has no postmaster.pid", e);
    }
  }

  void start() {
    run("pg_ctl", "-D", data.toString(), "-w", "-l", data + ".log", "start");
  }

  /** It sees nothing of what comes from here on. */
  void stop() {
    run("pg_ctl", "-D", data.toString(), "-w", "-m", "fast", "stop");
  }

  void promote() {
    run("pg_ctl", "-D", data.toString(), "-w", "promote");
  }

  /** Has everything that was flushed on the primary when this was called. */
  void awaitCaughtUp(int primary) {
    try (Sql of = Sql.open(primary, USER, "postgres");
        Sql here = sql()) {
      String flushed = of.value("select pg_current_wal_flush_lsn()");
      Wait.until(
          "the standby at " + flushed,
          PATIENCE,
          () ->
              "t"
                  .equals(
                      here.value("select pg_last_wal_replay_lsn() >= '" + flushed + "'::pg_lsn")));
    }
  }

  Sql sql() {
    return Sql.open(port, USER, "postgres");
  }

  private void run(String program, String... words) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
    all.add("env");
    all.add("-C");
    all.add("/");
    all.add(bin.resolve(program).toString());
    all.addAll(List.of(words));
    // Its output must not be held open by the server that pg_ctl leaves behind.
    all.addAll(0, List.of("bash", "-c", "\"$@\" </dev/null >/dev/null 2>&1", "bash"));
    Processes.run(all);
  }
}
