package io.coxswain.cli;

import io.coxswain.client.KubeClient;
import io.coxswain.client.ListOptions;
import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonWriter;
import io.coxswain.json.Yaml;
import io.coxswain.kube.Meta;
import io.coxswain.role.RoleException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  @Mixin private ScopeOptions scope;

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

  @Option(
      names = "--as-of",
      paramLabel = "WHEN",
      description = "As it was then: " + PastOptions.MOMENT + ".")
  private String asOf;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return kubeconfig.server().with(this::show);
  }

  private int show(KubeClient client) {
    ServedResources.Served served = ServedResources.of(client).named(resource);
    if (asOf != null) {
      return showPast(client, served);
    }
    String in = served.namespaced() && !scope.all() ? scope.namespace() : "";
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
      Tables.lines(table, format == Format.wide, scope.all() && served.namespaced())
          .forEach(out::println);
      return 0;
    }
    JsonObject object =
        name == null
            ? client.list(served.resource(), in, ListOptions.labels(selector))
            : client.get(served.resource(), in, name);
    print(served, object);
    return 0;
  }

  private void print(ServedResources.Served served, JsonObject object) {
    var out = spec.commandLine().getOut();
    switch (format) {
      case json -> out.println(JsonWriter.pretty(object, "    "));
      case yaml -> out.print(Yaml.write(object));
      default -> {
        for (JsonObject item : name == null ? object.objects("items") : List.of(object)) {
          out.println(served.resource().resource() + "/" + Meta.name(item));
        }
      }
    }
    out.flush();
  }

  /** Objects as they were stored; the server prints tables of the present only. */
  private int showPast(KubeClient client, ServedResources.Served served) {
    if (!selector.isEmpty()) {
      throw new RoleException("--as-of takes no --selector: use coxswain sql");
    }
    String path =
        "/platform/v1/history/objects?"
            + new PastOptions.Subject(served, name).query(scope.namespace())
            + PastOptions.moment("--as-of", asOf);
    List<Json> items = new ArrayList<>();
    PastOptions.pages(client, path, page -> items.addAll(page));
    if (items.isEmpty()) {
      spec.commandLine().getErr().println("No resources found");
      return name == null ? 0 : 1;
    }
    if (format == Format.table || format == Format.wide) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("NAMESPACE", "NAME", "REVISION", "CREATED"));
      for (Json each : items) {
        JsonObject item = (JsonObject) each;
        rows.add(
            List.of(
                Meta.namespace(item),
                Meta.name(item),
                Meta.of(item).string("resourceVersion", ""),
                Meta.of(item).string("creationTimestamp", "")));
      }
      Tables.laidOut(rows).forEach(spec.commandLine().getOut()::println);
      return 0;
    }
    JsonObject list =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "List")
            .put("items", JsonArray.of(items))
            .build();
    print(served, name == null ? list : (JsonObject) items.getFirst());
    return 0;
  }
}
