package io.coxswain.cli;

import picocli.CommandLine.Option;

/** In which namespace the object of a command is. */
final class NamespaceOption {
  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "The namespace (default: ${DEFAULT-VALUE}).")
  private String name;

  String name() {
    return name;
  }
}
