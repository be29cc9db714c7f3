package io.coxswain.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a supervisor types for its children is what it was told itself. */
class ArgumentsTest {
  @Test
  void aServersOptionsAreTypedAgain() {
    ServerOptions options = new ServerOptions();
    new CommandLine(options)
        .parseArgs("--data-dir", "/d", "--tls-name", "a,b", "--history-age", "2d");
    assertEquals(
        List.of(
            "--data-dir",
            "/d",
            "--listen",
            "0.0.0.0:6443",
            "--watch-history",
            "300s",
            "--history-age",
            "172800s",
            "--history-size",
            "1073741824",
            "--tls-name",
            "a",
            "--tls-name",
            "b"),
        options.arguments());
  }

  @Test
  void aNodesOptionsAreTypedAgain() {
    AgentOptions options = new AgentOptions();
    new CommandLine(options).parseArgs("--node-ip", "10.0.0.2", "--node-label", "zone=a");
    assertEquals(
        List.of(
            "--node-ip",
            "10.0.0.2",
            "--podman",
            "/run/coxswain/podman.sock",
            "--podman-program",
            "podman",
            "--kubelet-port",
            "10250",
            "--node-label",
            "zone=a"),
        options.arguments());
  }
}
