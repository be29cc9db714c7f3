package io.coxswain.cli;

import io.coxswain.role.ServerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
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

  ServerConfig config() {
    return new ServerConfig(dataDir, listen, advertiseAddress, names, datastore, postgres);
  }

  /** As typed, for a child process. */
  List<String> arguments() {
    List<String> out = new ArrayList<>();
    out.addAll(List.of("--data-dir", dataDir.toString(), "--listen", listen));
    if (advertiseAddress != null) {
      out.addAll(List.of("--advertise-address", advertiseAddress));
    }
    names.forEach(name -> out.addAll(List.of("--tls-name", name)));
    if (datastore != null) {
      out.addAll(List.of("--datastore", datastore.toString()));
    }
    if (postgres != null) {
      out.addAll(List.of("--postgres", postgres.toString()));
    }
    return out;
  }
}
