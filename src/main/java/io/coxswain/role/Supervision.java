package io.coxswain.role;

import java.io.IOException;
import java.util.Map;

/**
 * The bond between {@code up} and its server and agent: a pipe that breaks when {@code up} dies,
 * however it dies. They end at once then, as if killed, so that the next {@code up} finds their
 * ports free; PostgreSQL, Podman's service and the containers live on and are adopted.
 */
final class Supervision {
  private static final String VARIABLE = "COXSWAIN_SUPERVISED";
  private static final int KILLED = 137;

  /** What a supervised child has in its environment. */
  static final Map<String, String> ENVIRONMENT = Map.of(VARIABLE, "1");

  private Supervision() {}

  /** Binds this process to the one that started it, where that was {@code up}. */
  static void accept() {
    if (System.getenv(VARIABLE) != null) {
      Thread.ofPlatform().daemon().name("supervision").start(Supervision::hold);
    }
  }

  private static void hold() {
    try {
      while (System.in.read() >= 0) {
        continue; // nothing is ever said
      }
    } catch (IOException e) {
      System.err.println("coxswain: the pipe to the supervisor broke: " + e.getMessage());
    }
    Runtime.getRuntime().halt(KILLED);
  }
}
