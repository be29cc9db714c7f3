package io.coxswain.cli;

import io.coxswain.client.KubeClient;
import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import io.coxswain.kube.Meta;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is different from then. */
@Command(
    name = "diff",
    description =
        "Show what changed since: of an object, a kind, a namespace or (with -A) the cluster.",
    sortOptions = false,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:nothing differs", "1:it failed", "2:wrong usage", "3:something differs"},
    footer = {
      "",
      "Events and leases are left out unless named; encrypted kinds only say that they changed.",
      "",
      "  coxswain diff deployment/web --since 10m",
      "  coxswain diff configmaps -n shop --since 2026-01-02T15:00:00Z",
      "  coxswain diff -A --since 1h"
    })
final class DiffCommand implements Callable<Integer> {
  private static final int DIFFERS = 3;

  @Mixin private KubeconfigOption kubeconfig;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND[/NAME]",
      description = "Such as deployment/web; without it everything of the namespace.")
  private String subject;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The name, apart.")
  private String name;

  @Option(
      names = "--since",
      required = true,
      paramLabel = "WHEN",
      description = "Compare with: " + PastOptions.MOMENT + ".")
  private String since;

  @Mixin private ScopeOptions scope;

  @Option(names = "--managed-fields", description = "Also who manages which field.")
  private boolean managedFields;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only the names of what differs.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return kubeconfig.server().with(this::show);
  }

  private int show(KubeClient client) {
    StringBuilder query = new StringBuilder(PastOptions.moment("--since", since).substring(1));
    String in = scope.namespace();
    if (subject != null) {
      query.append('&');
      query.append(PastOptions.subject(ServedResources.of(client), subject, name).query(in));
    } else if (in != null) {
      query.append("&namespace=").append(PastOptions.escaped(in));
    }
    PrintWriter out = spec.commandLine().getOut();
    AtomicBoolean differs = new AtomicBoolean();
    PastOptions.pages(
        client,
        "/platform/v1/history/differences?" + query,
        page -> {
          for (JsonObject item : page) {
            List<String> lines = lines(item);
            lines.forEach(out::println);
            differs.compareAndSet(false, !lines.isEmpty());
          }
          out.flush();
        });
    if (!differs.get()) {
      spec.commandLine().getErr().println("Nothing differs");
    }
    return differs.get() ? DIFFERS : 0;
  }

  private List<String> lines(JsonObject item) {
    String place = item.string("namespace", "").isEmpty() ? "" : item.string("namespace") + "/";
    String title = place + item.string("resource") + "/" + item.string("name");
    boolean existed = item.bool("existed", false);
    boolean exists = item.bool("exists", false);
    String what = !existed ? "created" : !exists ? "deleted" : "changed";
    if (item.bool("sealed", false)) {
      return List.of(title + ": " + what + " (encrypted)");
    }
    List<String> difference =
        UnifiedDiff.of(
            existed ? title + " " + since : "/dev/null",
            exists ? title + " now" : "/dev/null",
            yaml(existed ? item.get("before") : null),
            yaml(exists ? item.get("after") : null));
    return quiet && !difference.isEmpty() ? List.of(title + ": " + what) : difference;
  }

  private List<String> yaml(Json value) {
    if (!(value instanceof JsonObject object)) {
      return List.of();
    }
    JsonObject shown =
        managedFields ? object : object.with("metadata", Meta.of(object).without("managedFields"));
    return Yaml.write(shown.sorted()).lines().toList();
  }
}
