package io.coxswain.cli;

import io.coxswain.client.KubeClient;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Sleeper;
import io.coxswain.role.SystemSleeper;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One screen: nodes, pods, services. */
@Command(name = "status", description = "Show nodes, pods and services on one screen.")
final class StatusCommand implements Callable<Integer> {
  private static final String HOME_AND_CLEAR = "\033[H\033[J";
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final int MOST_LINES = 40;

  @Mixin private KubeconfigOption kubeconfig;

  @Option(
      names = {"-w", "--watch"},
      description = "Keep it up to date: redrawn on a terminal, elsewhere a line for every change.")
  private boolean watch;

  @Spec private CommandSpec spec;

  private final Sleeper sleeper = new SystemSleeper();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean terminal = System.console() != null && System.console().isTerminal();
    List<String> before = List.of();
    do {
      List<String> now = screen();
      if (terminal && watch) {
        out.print(HOME_AND_CLEAR);
        now.stream().limit(MOST_LINES).forEach(out::println);
        out.println();
        out.println("Ctrl-C ends.");
      } else {
        List<String> known = before;
        now.stream().filter(line -> !known.contains(line)).forEach(out::println);
      }
      out.flush();
      before = now;
      if (watch) {
        sleeper.sleep(EVERY);
      }
    } while (watch);
    return 0;
  }

  private List<String> screen() {
    try {
      return kubeconfig.server().with(StatusCommand::lines);
    } catch (ApiException e) {
      return List.of("the server does not answer: " + e.getMessage());
    }
  }

  private static List<String> lines(KubeClient client) {
    List<String> out = new ArrayList<>();
    for (String resource : List.of("nodes", "pods", "services")) {
      JsonObject table = Tables.get(client, Gvr.core(resource), "", null, "");
      if (!out.isEmpty()) {
        out.add("");
      }
      out.addAll(Tables.lines(withoutAge(table), false, !resource.equals("nodes")));
    }
    return out;
  }

  /** Ages change without anything having happened. */
  private static JsonObject withoutAge(JsonObject table) {
    return table.mapField(
        "columnDefinitions",
        columns ->
            ((io.coxswain.json.JsonArray) columns)
                .map(
                    column ->
                        "Age".equals(((JsonObject) column).string("name"))
                            ? ((JsonObject) column).with("priority", 1)
                            : column));
  }
}
