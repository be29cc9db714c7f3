package io.coxswain.cli;

import io.coxswain.json.JsonObject;
import io.coxswain.role.BackupDownload;
import io.coxswain.role.RestoreRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Saves the cluster. */
@Command(
    name = "backup",
    description = "Save the whole cluster, as it is at one revision, while it runs.",
    sortOptions = false,
    footer = {
      "",
      "Secrets and private keys stay sealed with the server's cluster.key, which is not in the file",
      "unless a passphrase is given: keep a copy of it apart, without it nothing can be restored.",
      "",
      "  coxswain backup -o cluster.backup",
      "  coxswain backup --history --passphrase-file secret.txt -o - | ssh elsewhere 'cat > c.backup'"
    })
final class BackupCommand implements Callable<Integer> {
  @Mixin private KubeconfigOption kubeconfig;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "-",
      paramLabel = "FILE",
      description = "Where to; '-' is the standard output (default: ${DEFAULT-VALUE}).")
  private String output;

  @Option(names = "--history", description = "Also the past, as far as it is kept.")
  private boolean history;

  @Mixin private PassphraseOption passphrase;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    JsonObject wanted =
        JsonObject.builder().put("history", history).put("passphrase", passphrase.read()).build();
    if (output.equals("-")) {
      kubeconfig
          .server()
          .with(
              client -> {
                BackupDownload.toStream(client.transport(), wanted, System.out);
                return 0;
              });
      System.out.flush();
      return 0;
    }
    RestoreRole.Summary summary =
        kubeconfig.server().with(client -> toFile(client.transport(), wanted));
    spec.commandLine()
        .getErr()
        .printf(
            "%s: %d objects%s at revision %d%n",
            output,
            summary.rows().getOrDefault("object", 0L),
            summary.history()
                ? " and " + summary.rows().getOrDefault("change", 0L) + " changes"
                : "",
            summary.revision());
    return 0;
  }

  private RestoreRole.Summary toFile(io.coxswain.client.Transport transport, JsonObject wanted) {
    try {
      return BackupDownload.toFile(transport, wanted, Path.of(output));
    } catch (IOException e) {
      throw new UncheckedIOException(output + " cannot be written: " + e.getMessage(), e);
    }
  }
}
