package io.coxswain.cli;

import io.coxswain.kube.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what this executable is and which Kubernetes it speaks. */
@Command(
    name = "version",
    description = "Print the versions of Coxswain and of Kubernetes it serves.")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .printf("coxswain %s (Kubernetes %s)%n", Version.COXSWAIN, Version.KUBERNETES);
    return 0;
  }
}
