package io.coxswain.cli;

import io.coxswain.kube.ApiException;
import io.coxswain.role.RoleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The top command. */
@Command(
    name = "coxswain",
    description = "Kubernetes for small hardware.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Every option can also be given as COXSWAIN_… in the environment (--data-dir:"
          + " COXSWAIN_DATA_DIR) or in "
          + ConfiguredDefaults.FILE
          + " (data-dir: …; another file: COXSWAIN_CONFIG)."
    },
    subcommands = {
      UpCommand.class,
      ServerCommand.class,
      AgentCommand.class,
      KubeconfigCommand.class,
      TokenCommand.class,
      ApplyCommand.class,
      GetCommand.class,
      LogsCommand.class,
      StatusCommand.class,
      HistoryCommand.class,
      DiffCommand.class,
      SqlCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
public final class Coxswain {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  /** Runs the command line and answers its exit code: 0 good, 1 failed, 2 wrong usage. */
  public static int run(String... args) {
    return commandLine(System::getenv).execute(args);
  }

  static CommandLine commandLine(UnaryOperator<String> environment) {
    CommandLine line = new CommandLine(new Coxswain());
    line.setDefaultValueProvider(new ConfiguredDefaults(environment));
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          boolean expected =
              error instanceof RoleException
                  || error instanceof ApiException
                  || error instanceof CompletionException
                  || error instanceof IOException
                  || error instanceof UncheckedIOException;
          if (!expected) {
            throw error;
          }
          command.getErr().println("coxswain: " + Complaints.of(error));
          return ExitCode.SOFTWARE;
        });
    line.setParameterExceptionHandler((error, typed) -> Complaints.usage(error));
    return line;
  }
}
