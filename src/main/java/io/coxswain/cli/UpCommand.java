package io.coxswain.cli;

import io.coxswain.role.UpRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs server and agent of one box. */
@Command(
    name = "up",
    description = "Run a whole cluster on this box: a server and an agent, supervised.",
    sortOptions = false)
final class UpCommand implements Callable<Integer> {
  @Mixin private ServerOptions server;
  @Mixin private AgentOptions node;

  @Override
  public Integer call() {
    Path agentDir = server.dataDir.resolve("agent");
    List<String> serverLine = new ArrayList<>(List.of("server"));
    serverLine.addAll(server.arguments());
    List<String> agentLine = new ArrayList<>(List.of("agent", "--data-dir", agentDir.toString()));
    agentLine.addAll(node.arguments());
    return UpRole.run(server.config(), agentDir, serverLine, agentLine);
  }
}
