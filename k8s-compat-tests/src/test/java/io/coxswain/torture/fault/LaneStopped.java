package io.coxswain.torture.fault;

import io.coxswain.torture.Arena;
import io.coxswain.torture.Fault;
import io.coxswain.torture.Processes;
import io.coxswain.torture.ServerProcess;
import io.coxswain.torture.Sql;
import io.coxswain.torture.TortureException;
import io.coxswain.torture.Wait;
import io.coxswain.torture.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * The backend of a server's lane is stopped with a batch unread in its socket, and goes on after
 * everybody has settled without it: what it then commits, or does not, must be what clients were
 * told. External PostgreSQL only.
 *
 * @param settled whether the server itself gives the connection up (20 s) and fences the batch;
 *     otherwise it is killed and started again, and the batch belongs to nobody
 */
public record LaneStopped(boolean settled) implements Fault {
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final String LANES =
      "select pid, client_port from pg_stat_activity"
          + " where application_name like 'coxswain-lane %' order by pid";

  @Override
  public String name() {
    return settled
        ? "lane's backend stopped until fenced"
        : "lane's backend stopped, server killed";
  }

  @Override
  public void strike(Arena arena, RandomGenerator random) {
    arena.damaged();
    try (Sql sql = arena.postgres().sql()) {
      // Chosen anew each time: one that is just ending never becomes idle.
      AtomicReference<List<String>> chosen = new AtomicReference<>();
      Wait.until(
          "a lane's backend stopping between two batches",
          MOST,
          () -> {
            List<List<String>> lanes = sql.query(LANES);
            chosen.set(lanes.get(random.nextInt(lanes.size())));
            return stopsIdle(sql, Long.parseLong(chosen.get().getFirst()));
          });
      long backend = Long.parseLong(chosen.get().getFirst());
      int port = Integer.parseInt(chosen.get().getLast());
      try {
        ServerProcess server = owner(arena, port);
        try (Writing _ = new Writing(arena, server)) {
          Wait.until("a batch unread", MOST, () -> unread(arena.postgres().port(), port) > 0);
          if (!settled) {
            server.kill();
            server.start();
          }
          arena.awaitServing();
        } catch (TortureException e) {
          throw new TortureException(
              e.getMessage() + evidence(sql, backend, server) + server.lastLines(), e);
        }
      } finally {
        Processes.signal("CONT", backend);
      }
      Wait.until("the backend's end", MOST, () -> !Processes.isAlive(backend));
    }
    arena.awaitServing();
  }

  /** What the others wait for. */
  private static String evidence(Sql sql, long stopped, ServerProcess owner) {
    StringBuilder text = new StringBuilder();
    text.append("; stopped ").append(stopped).append(" of server ").append(owner.index());
    for (List<String> row :
        sql.query(
            "select pid, application_name, state, wait_event_type, wait_event,"
                + " pg_blocking_pids(pid), age(clock_timestamp(), state_change),"
                + " age(clock_timestamp(), xact_start), left(query, 60) from pg_stat_activity"
                + " where datname = current_database()")) {
      text.append("\n    ").append(row);
    }
    for (List<String> row :
        sql.query("select pid, locktype, relation::regclass, mode, granted from pg_locks")) {
      text.append("\n    ").append(row);
    }
    return text.append("\n").toString();
  }

  /** One that stops with the order lock in its hands would stop everybody. */
  private static boolean stopsIdle(Sql sql, long backend) {
    Processes.signal("STOP", backend);
    Wait.until(
        "the backend stopping",
        MOST,
        () -> Processes.isStopped(backend) || !Processes.isAlive(backend));
    String state = sql.value("select state from pg_stat_activity where pid = " + backend);
    if (!"idle".equals(state)) {
      Processes.signal("CONT", backend);
      return false;
    }
    return true;
  }

  /** Whose end of the connection this port is. */
  private static ServerProcess owner(Arena arena, int port) {
    String inode = socket(port, arena.postgres().port()).split(" ")[9];
    for (ServerProcess server : arena.servers()) {
      try (var files = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
        if (files.anyMatch(file -> leadsTo(file, "socket:[" + inode + "]"))) {
          return server;
        }
      } catch (IOException e) {
        throw new TortureException("descriptors of a server", e);
      }
    }
    throw new TortureException("no server has port " + port);
  }

  private static boolean leadsTo(Path file, String target) {
    try {
      return Files.readSymbolicLink(file).toString().equals(target);
    } catch (IOException e) {
      return false;
    }
  }

  /** Bytes that wait in PostgreSQL's end. */
  private static long unread(int local, int remote) {
    String queues = socket(local, remote).split(" ")[4];
    return Long.parseLong(queues.substring(queues.indexOf(':') + 1), 16);
  }

  /** The fields of {@code /proc/net/tcp}. */
  private static String socket(int local, int remote) {
    String from = ":%04X".formatted(local);
    String to = ":%04X".formatted(remote);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String fields = line.strip().replaceAll(" +", " ");
          String[] words = fields.split(" ");
          if (words[1].endsWith(from) && words[2].endsWith(to)) {
            return fields;
          }
        }
      } catch (IOException e) {
        throw new TortureException(table, e);
      }
    }
    throw new TortureException("no connection from " + local + " to " + remote);
  }
}
