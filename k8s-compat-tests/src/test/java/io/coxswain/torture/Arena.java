package io.coxswain.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A PostgreSQL and one to three servers over it, on loopback, in a folder of their own. A watchdog
 * process holds a pipe of the harness: whatever ends the harness, everything that works in the
 * folder ends with it.
 */
public final class Arena implements AutoCloseable {
  private final Path folder;
  private final Process watchdog;
  private final PostgresServer postgres;
  private final List<ServerProcess> servers;
  private volatile long damagedAt = System.nanoTime();
  private volatile boolean unauthorizedExpected;
  private boolean forgetful;

  private Arena(
      Path folder, Process watchdog, PostgresServer postgres, List<ServerProcess> servers) {
    this.folder = folder;
    this.watchdog = watchdog;
    this.postgres = postgres;
    this.servers = servers;
  }

  /** Everything is started and ready. */
  public static Arena open(ArenaPlan plan, RandomGenerator random) {
    if (plan.servers() > 1 && plan.storage() == Storage.EMBEDDED) {
      throw new TortureException("several servers need a PostgreSQL of their own");
    }
    Process watchdog = null;
    try {
      Files.createDirectories(plan.base());
      Path folder = Files.createTempDirectory(plan.base(), "arena-");
      for (Path open : List.of(plan.base(), folder)) {
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      watchdog = watchdog(folder);
      Arena arena = build(plan, folder, watchdog, random);
      arena.forgetful = plan.isForgetful();
      // One after the other: the first makes the cluster.
      for (ServerProcess server : arena.servers) {
        server.start();
        server.awaitReady();
      }
      return arena;
    } catch (IOException | RuntimeException e) {
      if (watchdog != null) {
        end(watchdog);
      }
      throw new TortureException("the arena cannot be opened", e);
    }
  }

  private static Arena build(ArenaPlan plan, Path folder, Process watchdog, RandomGenerator random)
      throws IOException {
    boolean embedded = plan.storage() == Storage.EMBEDDED;
    PostgresServer postgres =
        embedded
            ? PostgresServer.embedded(folder.resolve("server-0"))
            : PostgresServer.create(
                plan.storage() == Storage.SYSTEM ? Storage.system() : plan.binaries(),
                folder.resolve("postgres"),
                freePort(),
                plan.postgresEnvironment(),
                plan.settings());
    byte[] key = new byte[32];
    random.nextBytes(key);
    List<ServerProcess> servers = new ArrayList<>();
    for (int i = 0; i < plan.servers(); i++) {
      Path directory = Files.createDirectory(folder.resolve("server-" + i));
      Files.writeString(directory.resolve("cluster.key"), HexFormat.of().formatHex(key) + "\n");
      Files.setPosixFilePermissions(
          directory.resolve("cluster.key"), PosixFilePermissions.fromString("rw-------"));
      int port = freePort();
      List<String> command =
          new ArrayList<>(
              List.of(
                  plan.executable().toString(),
                  "server",
                  "--data-dir",
                  directory.toString(),
                  "--listen",
                  "127.0.0.1:" + port));
      command.addAll(
          embedded
              ? List.of("--postgres", plan.binaries().toString())
              : List.of("--datastore", PostgresServer.url(plan.route().port(i, postgres.port()))));
      command.addAll(plan.arguments());
      servers.add(new ServerProcess(i, command, plan.serverEnvironment(), directory, port));
    }
    return new Arena(folder, watchdog, postgres, List.copyOf(servers));
  }

  /**
   * Holds our pipe; when it closes, ends what has its working directory or a word in the folder.
   */
  private static Process watchdog(Path folder) throws IOException {
    String script =
        """
        trap '' INT TERM HUP
        cat >/dev/null
        for round in 1 2 3 4 5; do
          found=$(
            ls -l /proc/[0-9]*/cwd 2>/dev/null | folder=$0 awk -F ' -> ' '
              index($2 "/", ENVIRON["folder"] "/") == 1 { split($1, part, "/proc/"); print part[2] + 0 }'
            printf '%s/' "$0" | grep -laF -f - /proc/[0-9]*/cmdline 2>/dev/null | cut -d / -f 3)
          [ -n "$found" ] || break
          kill -KILL $found 2>/dev/null
          sleep 0.1
        done
        rm -rf "$0"
        """;
    return new ProcessBuilder("setsid", "bash", "-c", script, folder.toString())
        .directory(new java.io.File("/"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** A port of loopback nobody has at the moment. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Everything of the arena is below. */
  public Path folder() {
    return folder;
  }

  public PostgresServer postgres() {
    return postgres;
  }

  public List<ServerProcess> servers() {
    return servers;
  }

  public ServerProcess server(int index) {
    return servers.get(index);
  }

  /** One of them. */
  public ServerProcess any(RandomGenerator random) {
    return servers.get(random.nextInt(servers.size()));
  }

  /** A client of one server, as the administrator. */
  public Api api(int server) {
    return new Api(servers.get(server).address(), Credentials.of(servers.get(server).kubeconfig()));
  }

  /** As {@link #api}, for one who does not wait long for answers. */
  public Api impatient(int server, java.time.Duration answer) {
    ServerProcess process = servers.get(server);
    return new Api(process.address(), Credentials.of(process.kubeconfig()), answer);
  }

  /** The moment from which the time to serving again counts: the kill, or the end of a freeze. */
  public void damaged() {
    damagedAt = System.nanoTime();
  }

  /** From now on servers may go by a wrong clock and refuse certificates: nothing is done then. */
  public void expectUnauthorized() {
    unauthorizedExpected = true;
  }

  /** Whether the past is served for some seconds only. */
  boolean isForgetful() {
    return forgetful;
  }

  boolean isUnauthorizedExpected() {
    return unauthorizedExpected;
  }

  long damagedAt() {
    return damagedAt;
  }

  /** Returns as soon as every server carries out a write. */
  public void awaitServing() {
    servers.forEach(this::awaitServing);
  }

  /** Returns as soon as this server carries out a write. */
  public void awaitServing(ServerProcess server) {
    new Probe(this, server).await();
  }

  /** Returns when every server says it is ready. */
  public void awaitReady() {
    servers.forEach(ServerProcess::awaitReady);
  }

  /** Ends every process, and removes the folder. */
  @Override
  public void close() {
    end(watchdog);
  }

  private static void end(Process watchdog) {
    try {
      watchdog.getOutputStream().close();
      watchdog.waitFor();
    } catch (IOException e) {
      throw new TortureException("the watchdog is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
