package io.coxswain.cli;

import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.json.Yaml;
import io.coxswain.kube.Meta;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows objects. */
@Command(name = "get", description = "Show objects: coxswain get pods, coxswain get deploy hello.")
final class GetCommand implements Callable<Integer> {
  /** How to show them. */
  enum Format {
    table,
    wide,
    yaml,
    json,
    name
  }

  @Mixin private KubeconfigOption kubeconfig;

  @Parameters(index = "0", paramLabel = "RESOURCE", description = "Such as pods, deploy, svc.")
  private String resource;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "One object.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "The namespace (default: ${DEFAULT-VALUE}).")
  private String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "All namespaces.")
  private boolean all;

  @Option(
      names = {"-l", "--selector"},
      defaultValue = "",
      description = "A label selector.")
  private String selector;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return kubeconfig.server().with(this::show);
  }

  private int show(KubeClient client) {
    ServedResources.Served served = ServedResources.of(client).named(resource);
    String in = served.namespaced() && !all ? namespace : "";
    var out = spec.commandLine().getOut();
    if (format == Format.table || format == Format.wide) {
      String query =
          selector.isEmpty()
              ? ""
              : "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
      JsonObject table = Tables.get(client, served.resource(), in, name, query);
      if (table.array("rows").isEmpty()) {
        spec.commandLine().getErr().println("No resources found");
        return 0;
      }
      Tables.lines(table, format == Format.wide, all && served.namespaced()).forEach(out::println);
      return 0;
    }
    JsonObject object =
        name == null
            ? client.list(served.resource(), in, ListOptions.labels(selector))
            : client.get(served.resource(), in, name);
    switch (format) {
      case json -> out.println(JsonWriter.pretty(object, "    "));
      case yaml -> out.print(Yaml.write(object));
      default -> {
        for (JsonObject item : name == null ? object.objects("items") : java.util.List.of(object)) {
          out.println(served.resource().resource() + "/" + Meta.name(item));
        }
      }
    }
    out.flush();
    return 0;
  }
}
