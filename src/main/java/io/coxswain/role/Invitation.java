package io.coxswain.role;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an agent needs to join the server of its own box. The token is asked for by a process of its
 * own, so that the supervisor stays as small as it was.
 */
final class Invitation {
  private static final int LOOK_MILLIS = 100;
  private static final int PATIENCE_MILLIS = 120_000;

  private Invitation() {}

  /**
   * Waits until the server gives a token.
   *
   * @param kubeconfig the administrator's, which the server writes
   * @return the agent's environment
   */
  static Map<String, String> await(Path kubeconfig, Child server) throws InterruptedException {
    for (int waited = 0; waited < PATIENCE_MILLIS; waited += LOOK_MILLIS) {
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
      Thread.sleep(LOOK_MILLIS);
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
