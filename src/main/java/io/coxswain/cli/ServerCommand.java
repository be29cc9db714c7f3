package io.coxswain.cli;

import io.coxswain.role.ServerRole;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a server. */
@Command(
    name = "server",
    description = "Run a server: API, controllers and scheduler over PostgreSQL.",
    sortOptions = false)
final class ServerCommand implements Callable<Integer> {
  @Mixin private ServerOptions options;

  @Override
  public Integer call() {
    return ServerRole.run(options.config());
  }
}
