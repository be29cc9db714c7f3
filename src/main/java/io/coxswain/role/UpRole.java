package io.coxswain.role;

import io.coxswain.kube.ApiException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    List<String> program = Program.commandLine();
    Child serving =
        new Child("server", with(program, List.of("-Xmx160m"), server), Map.of(), ended::countDown);
    Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
    serving.start();
    try {
      LocalServer local = new LocalServer(config.dataDir().resolve("kubeconfig.yaml"));
      local.awaitReady(serving);
      Map<String, String> joining =
          AgentDirectory.hasJoined(agentDir)
              ? Map.of()
              : Map.of("COXSWAIN_SERVER", local.url(), "COXSWAIN_TOKEN", local.joinToken());
      Child running =
          new Child("agent", with(program, List.of("-Xmx48m"), agent), joining, ended::countDown);
      running.start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    running.stop();
                    serving.stop();
                  }));
      ended.await();
      if (serving.isHopeless() || running.isHopeless()) {
        running.stop();
        serving.stop();
        return 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ApiException | RoleException e) {
      serving.stop();
      throw new RoleException(e.getMessage());
    }
    return 0;
  }

  private static List<String> with(
      List<String> program, List<String> heap, List<String> arguments) {
    List<String> out = new ArrayList<>(program);
    out.addAll(Program.isNative() ? heap : List.of());
    out.addAll(arguments);
    return out;
  }
}
