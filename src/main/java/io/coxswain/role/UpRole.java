package io.coxswain.role;

import io.coxswain.kube.Sleeper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;

/**
 * A whole cluster on one box: supervises a server and an agent, each a process of its own that can
 * be killed alone and comes back. PostgreSQL is the server's child in a session of its own.
 */
public final class UpRole {
  private UpRole() {}

  /**
   * Runs until the process is told to end.
   *
   * @param server arguments of the server's command line
   * @param agent arguments of the agent's command line but for server and token
   */
  public static int run(
      ServerConfig config, Path agentDir, List<String> server, List<String> agent) {
    Logs.toConsole();
    CountDownLatch ended = new CountDownLatch(1);
    Sleeper sleeper = new SystemSleeper();
    List<String> program = Program.commandLine();
    Deque<Child> children = new ConcurrentLinkedDeque<>();
    // On a signal the agent ends before the server it reports to.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> children.forEach(Child::stop)));
    Child serving =
        new Child("server", with(program, List.of(), server), Map.of(), ended::countDown, sleeper);
    children.addFirst(serving);
    serving.start();
    try {
      Map<String, String> joining =
          AgentDirectory.hasJoined(agentDir)
              ? Map.of()
              : Invitation.await(config.dataDir().resolve("kubeconfig.yaml"), serving, sleeper);
      Child running =
          new Child(
              "agent",
              with(program, List.of("-Xmx48m"), agent),
              joining,
              ended::countDown,
              sleeper);
      children.addFirst(running);
      running.start();
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A child that cannot run has said why; the other one ends with this process.
    return 1;
  }

  private static List<String> with(
      List<String> program, List<String> heap, List<String> arguments) {
    List<String> out = new ArrayList<>(program);
    out.addAll(Program.isNative() ? heap : List.of());
    out.addAll(arguments);
    return out;
  }
}
