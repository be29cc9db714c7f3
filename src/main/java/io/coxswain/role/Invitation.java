package io.coxswain.role;

import io.coxswain.kube.Sleeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an agent needs to join the server of its own box. The token is asked for by a process of its
 * own, so that the supervisor stays as small as it was.
 */
final class Invitation {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int LOOKS = 1200;

  private Invitation() {}

  /**
   * Waits until the server gives a token.
   *
   * @param kubeconfig the administrator's, which the server writes
   * @return the agent's environment
   */
  static Map<String, String> await(Path kubeconfig, Child server, Sleeper sleeper)
      throws InterruptedException {
    for (int i = 0; i < LOOKS; i++) {
      if (server.isHopeless()) {
        throw new RoleException("the server does not start");
      }
      String token = Files.exists(kubeconfig) ? token(kubeconfig) : "";
      if (!token.isEmpty()) {
        return Map.of(
            "COXSWAIN_SERVER",
            new LocalServer(kubeconfig).read().server(),
            "COXSWAIN_TOKEN",
            token);
      }
      sleeper.sleep(LOOK);
    }
    throw new RoleException("the server gives no join token within two minutes");
  }

  private static String token(Path kubeconfig) throws InterruptedException {
    List<String> command = new ArrayList<>(Program.commandLine());
    command.addAll(List.of("token", "create", "--kubeconfig", kubeconfig.toString()));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? out.strip() : "";
    } catch (IOException e) {
      throw new RoleException("cannot start this program once more: " + e.getMessage());
    }
  }
}
