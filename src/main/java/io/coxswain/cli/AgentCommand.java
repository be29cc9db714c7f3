package io.coxswain.cli;

import io.coxswain.role.AgentConfig;
import io.coxswain.role.AgentRole;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a node's agent. */
@Command(
    name = "agent",
    description = "Run the agent of this node: pods through Podman, Service routing, DNS.",
    sortOptions = false)
final class AgentCommand implements Callable<Integer> {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server to join, such as https://10.0.0.1:6443 (needed the first time).")
  private URI server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "A join token, from 'coxswain token create' (needed the first time).")
  private String token;

  @Option(
      names = "--data-dir",
      defaultValue = "/var/lib/coxswain/agent",
      paramLabel = "DIR",
      description =
          "Where the node keeps its certificate and its pods (default: ${DEFAULT-VALUE}).")
  private Path dataDir;

  @Mixin private AgentOptions node;

  @Override
  public Integer call() {
    return AgentRole.run(
        new AgentConfig(
            server,
            token,
            dataDir,
            node.nodeName,
            node.nodeIp,
            node.podman,
            node.podmanProgram,
            node.kubeletPort,
            node.labels));
  }
}
