package io.coxswain.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One namespace, or all of them. */
final class ScopeOptions {
  @Mixin private NamespaceOption namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "All namespaces and what is in none.")
  private boolean all;

  boolean all() {
    return all;
  }

  /** {@code null}: all. */
  String namespace() {
    return all ? null : namespace.name();
  }
}
