package io.coxswain.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the help of the program or of one command. */
@Command(name = "help", description = "Show the help of a command.")
final class HelpCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command.")
  private String name;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine top = spec.commandLine().getParent();
    CommandLine asked = name == null ? top : top.getSubcommands().get(name);
    if (asked == null) {
      throw new ParameterException(spec.commandLine(), "there is no command '" + name + "'");
    }
    asked.usage(top.getOut());
    return 0;
  }
}
