package io.coxswain.compat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Servers without nodes, beside the lab's cluster: some processes of the executable on loopback
 * over one PostgreSQL that is not theirs. Everything is gone after {@link #close}.
 */
final class Servers implements AutoCloseable {
  private static final String USER = "coxswain";

  private final Path folder;
  private final String postgres;
  private final int databasePort;
  private final List<String> flags;
  private final List<Server> servers = new ArrayList<>();

  /** One process. */
  final class Server implements AutoCloseable {
    private final Path data;
    private final Path log;
    private final int port;
    private Process process;
    private KubernetesClient client;

    private Server(int number) {
      this.data = folder.resolve("server" + number);
      this.log = folder.resolve("server" + number + ".log");
      this.port = freePort();
    }

    void start() {
      List<String> line =
          new ArrayList<>(
              List.of(
                  Lab.env("COMPAT_BINARY"),
                  "server",
                  "--data-dir",
                  data.toString(),
                  "--listen",
                  "127.0.0.1:" + port,
                  "--advertise-address",
                  "127.0.0.1",
                  "--datastore",
                  url()));
      line.addAll(flags);
      try {
        process =
            new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Eventually.holds(60, "the server's being ready (see " + log + ")", this::ready);
    }

    private boolean ready() {
      return Files.exists(kubeconfig()) && kubectl("get --raw /readyz").out().strip().equals("ok");
    }

    int port() {
      return port;
    }

    Path kubeconfig() {
      return data.resolve("kubeconfig.yaml");
    }

    String log() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        return "";
      }
    }

    /** {@code kubectl} on this server; the arguments as a shell reads them. */
    Shell.Result kubectl(String arguments) {
      return Shell.run(Duration.ofSeconds(60), Map.of(), "", line(arguments));
    }

    /** One that goes on running. */
    Process follow(String arguments) {
      return Shell.start(Map.of(), line(arguments));
    }

    private List<String> line(String arguments) {
      String command = Lab.env("KUBECTL") + " --kubeconfig " + kubeconfig() + " " + arguments;
      return List.of("sh", "-c", "exec " + command);
    }

    KubernetesClient client() {
      if (client == null) {
        try {
          Config config = Config.fromKubeconfig(Files.readString(kubeconfig()));
          client = new KubernetesClientBuilder().withConfig(config).build();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return client;
    }

    /** kill -9. */
    void kill() {
      process.destroyForcibly();
      ended();
    }

    private void ended() {
      try {
        process.waitFor(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      if (client != null) {
        client.close();
      }
      if (process != null) {
        process.destroy();
        ended();
        process.destroyForcibly();
      }
    }
  }

  /**
   * Starts PostgreSQL.
   *
   * @param flags more for every server
   */
  Servers(List<String> flags) {
    this.flags = List.copyOf(flags);
    this.postgres = Lab.env("COMPAT_POSTGRES") + "/bin/";
    this.databasePort = freePort();
    try {
      folder = Files.createTempDirectory(Path.of("/var/tmp"), "coxswain-servers");
      sh(
          "chmod 755 "
              + folder
              + " && install -d -o "
              + unprivileged()
              + " "
              + folder
              + "/database");
      Files.writeString(folder.resolve("password"), "secret");
      as(
          postgres
              + "initdb -D "
              + cluster()
              + " -U "
              + USER
              + " -A scram-sha-256 --pwfile="
              + folder
              + "/password");
      String options =
          "-p "
              + databasePort
              + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off";
      as(
          postgres
              + "pg_ctl -D "
              + cluster()
              + " -o '"
              + options
              + "' -l "
              + cluster()
              + ".log -w start");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String cluster() {
    return folder + "/database/data";
  }

  String url() {
    return "postgres://" + USER + ":secret@127.0.0.1:" + databasePort + "/postgres";
  }

  private static String unprivileged() {
    return Shell.run(Duration.ofSeconds(5), Map.of(), "", List.of("id", "-u", USER)).code() == 0
        ? USER
        : "nobody";
  }

  private static void sh(String line) {
    Shell.run(Duration.ofSeconds(60), Map.of(), "", List.of("sh", "-c", line)).orFail();
  }

  private static void as(String line) {
    // Its output goes nowhere: PostgreSQL would hold a pipe open for as long as it runs.
    sh(
        "cd / && setpriv --reuid "
            + unprivileged()
            + " --clear-groups -- "
            + line
            + " >/dev/null 2>&1 </dev/null");
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One more server, ready. It gets the first one's {@code cluster.key}, as its operator would. */
  Server add() {
    Server server = new Server(servers.size() + 1);
    try {
      Files.createDirectories(server.data);
      if (!servers.isEmpty()) {
        Files.copy(
            servers.getFirst().data.resolve("cluster.key"),
            server.data.resolve("cluster.key"),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    servers.add(server);
    server.start();
    return server;
  }

  @Override
  public void close() {
    servers.forEach(Server::close);
    Shell.run(
        Duration.ofSeconds(30),
        Map.of(),
        "",
        List.of(
            "sh",
            "-c",
            "cd /; setpriv --reuid "
                + unprivileged()
                + " --clear-groups -- "
                + postgres
                + "pg_ctl -D "
                + cluster()
                + " -m immediate stop"));
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
