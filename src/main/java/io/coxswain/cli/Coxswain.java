package io.coxswain.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The top command. */
@Command(
    name = "coxswain",
    description = "Kubernetes for small hardware.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VersionCommand.class, CommandLine.HelpCommand.class})
public final class Coxswain {

  /** Runs the command line and answers its exit code. */
  public static int run(String... args) {
    return new CommandLine(new Coxswain()).execute(args);
  }
}
