package io.coxswain.cli;

import io.coxswain.role.RestoreConfig;
import io.coxswain.role.RestoreRole;
import io.coxswain.role.RoleException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a cluster's database from a backup. */
@Command(
    name = "restore",
    description = "Put a backup into an empty database, for a server to start on.",
    sortOptions = false,
    footer = {
      "",
      "Secrets and the cluster's private keys are sealed in the backup with the server's cluster.key.",
      "It is taken from DIR, from --cluster-key, or out of the backup with its passphrase.",
      "Identities and certificates stay the same; agents reconnect and their pods run on.",
      "",
      "  coxswain restore cluster.backup --data-dir /var/lib/coxswain --cluster-key cluster.key",
      "  coxswain restore cluster.backup --check"
    })
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file;

  @Option(names = "--check", description = "Only check the file and tell what it holds.")
  private boolean check;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory of the server to be.")
  private Path dataDir;

  @Option(
      names = "--datastore",
      paramLabel = "URL",
      description = "Another PostgreSQL than the embedded one below DIR, as for the server.")
  private URI datastore;

  @Option(
      names = "--postgres",
      paramLabel = "DIR",
      description = "PostgreSQL's programs for the embedded one, as for the server.")
  private Path postgres;

  @Option(
      names = "--cluster-key",
      paramLabel = "FILE",
      description = "The cluster.key of the server the backup is of.")
  private Path clusterKey;

  @Mixin private PassphraseOption passphrase;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    RestoreRole.Summary summary;
    if (check) {
      summary = RestoreRole.check(file);
    } else {
      if (dataDir == null) {
        throw new RoleException("--data-dir DIR is missing: where is the server to be?");
      }
      if (!Files.isReadable(file)) {
        throw new RoleException(file + ": cannot be read");
      }
      summary =
          RestoreRole.run(
              new RestoreConfig(file, dataDir, datastore, postgres, clusterKey, passphrase.read()));
    }
    var out = spec.commandLine().getOut();
    out.printf(
        "%s: cluster %s at revision %d, %s, by coxswain %s%n",
        check ? "whole" : "restored",
        summary.cluster(),
        summary.revision(),
        summary.created(),
        summary.coxswain());
    out.printf(
        "%d objects, %s, sealing key %s%n",
        summary.rows().getOrDefault("object", 0L),
        summary.history()
            ? summary.rows().getOrDefault("change", 0L) + " changes of history"
            : "no history",
        summary.holdsKey() ? "under a passphrase" : "not in it");
    if (!check) {
      out.println(
          "start it: coxswain server --data-dir "
              + dataDir
              + (datastore == null ? "" : " --datastore URL"));
    }
    return 0;
  }
}
