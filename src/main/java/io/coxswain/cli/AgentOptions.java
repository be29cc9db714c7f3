package io.coxswain.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of a node, shared by {@code agent} and {@code up}. */
final class AgentOptions {
  @Option(
      names = "--node-name",
      paramLabel = "NAME",
      description = "The node's name (default: the host name).")
  String nodeName;

  @Option(
      names = "--node-ip",
      paramLabel = "IP",
      description = "The node's address (default: of the default route).")
  String nodeIp;

  @Option(
      names = "--podman",
      defaultValue = "/run/coxswain/podman.sock",
      paramLabel = "SOCKET",
      description =
          "Podman's API socket; served by us where nobody does (default: ${DEFAULT-VALUE}).")
  Path podman;

  @Option(
      names = "--podman-program",
      defaultValue = "podman",
      paramLabel = "FILE",
      description = "Podman itself (default: ${DEFAULT-VALUE}).")
  String podmanProgram;

  @Option(
      names = "--kubelet-port",
      defaultValue = "10250",
      paramLabel = "PORT",
      description = "Where the kubelet's API is served (default: ${DEFAULT-VALUE}).")
  int kubeletPort;

  @Option(
      names = "--node-label",
      split = ",",
      paramLabel = "KEY=VALUE",
      description = "Labels of the node when it first joins.")
  Map<String, String> labels = Map.of();

  /** As typed, for a child process. */
  List<String> arguments() {
    Arguments out =
        new Arguments()
            .add("--node-name", nodeName)
            .add("--node-ip", nodeIp)
            .add("--podman", podman)
            .add("--podman-program", podmanProgram)
            .add("--kubelet-port", kubeletPort);
    labels.forEach((key, value) -> out.add("--node-label", key + "=" + value));
    return out.words();
  }
}
