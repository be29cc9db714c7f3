package io.coxswain.cli;

import io.coxswain.role.ServerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of a server, shared by {@code server} and {@code up}. */
final class ServerOptions {
  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "Where the server keeps its keys, its kubeconfig and the embedded PostgreSQL.")
  Path dataDir;

  @Option(
      names = "--listen",
      defaultValue = "0.0.0.0:6443",
      paramLabel = "HOST:PORT",
      description = "Where HTTPS is served (default: ${DEFAULT-VALUE}).")
  String listen;

  @Option(
      names = "--advertise-address",
      paramLabel = "IP",
      description =
          "The address other machines reach this server by (default: of the default route).")
  String advertiseAddress;

  @Option(
      names = "--tls-name",
      split = ",",
      paramLabel = "NAME",
      description = "Further names or addresses for the serving certificate.")
  List<String> names = List.of();

  @Option(
      names = "--datastore",
      paramLabel = "URL",
      description =
          "A PostgreSQL (15 or newer) to use: postgres://USER:PASSWORD@HOST:PORT/DATABASE"
              + " (default: an embedded one below DIR).")
  URI datastore;

  @Option(
      names = "--postgres",
      paramLabel = "DIR",
      description =
          "PostgreSQL's programs for the embedded one (default: the folder 'postgres' beside this"
              + " program, then the system's).")
  Path postgres;

  @Option(
      names = "--watch-history",
      defaultValue = "5m",
      paramLabel = "TIME",
      converter = Spans.ToDuration.class,
      description =
          "How far back a watch or a list in pages may reach before it must begin anew, from 2s to"
              + " 10m (default: ${DEFAULT-VALUE}).")
  Duration watchHistory;

  @Option(
      names = "--history-age",
      defaultValue = "168h",
      paramLabel = "TIME",
      converter = Spans.ToDuration.class,
      description =
          "How long the past of objects is kept, such as 36h or 7d (default: ${DEFAULT-VALUE}).")
  Duration historyAge;

  @Option(
      names = "--history-size",
      defaultValue = "1GB",
      paramLabel = "SIZE",
      converter = Spans.ToBytes.class,
      description =
          "What the past may take on disk, such as 500MB; the oldest goes first, in steps of"
              + " 100,000 changes (default: ${DEFAULT-VALUE}).")
  Long historySize;

  ServerConfig config() {
    return new ServerConfig(
        dataDir,
        listen,
        advertiseAddress,
        names,
        datastore,
        postgres,
        watchHistory,
        historyAge,
        historySize);
  }

  /** As typed, for a child process. */
  List<String> arguments() {
    Arguments out =
        new Arguments()
            .add("--data-dir", dataDir)
            .add("--listen", listen)
            .add("--advertise-address", advertiseAddress)
            .add("--datastore", datastore)
            .add("--postgres", postgres)
            .add("--watch-history", watchHistory.toSeconds() + "s")
            .add("--history-age", historyAge.toSeconds() + "s")
            .add("--history-size", historySize);
    names.forEach(name -> out.add("--tls-name", name));
    return out.words();
  }
}
