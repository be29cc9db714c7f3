package io.coxswain.role;

import java.nio.file.Files;
import java.nio.file.Path;

/** An agent's data directory, seen from outside. */
final class AgentDirectory {
  private AgentDirectory() {}

  /** Whether the node has its certificate already and needs no token. */
  static boolean hasJoined(Path directory) {
    return Files.exists(directory.resolve("kubeconfig"));
  }
}
