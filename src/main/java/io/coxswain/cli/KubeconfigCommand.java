package io.coxswain.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the administrator's kubeconfig. */
@Command(name = "kubeconfig", description = "Print the kubeconfig of the cluster's administrator.")
final class KubeconfigCommand implements Callable<Integer> {
  @Mixin private KubeconfigOption kubeconfig;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().print(Files.readString(kubeconfig.path()));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
