package io.coxswain.cli;

import io.coxswain.client.KubeClient;
import io.coxswain.json.Json;
import io.coxswain.json.JsonException;
import io.coxswain.json.JsonObject;
import io.coxswain.json.Yaml;
import io.coxswain.kube.Gvk;
import io.coxswain.kube.Meta;
import io.coxswain.role.RoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Applies manifests, server side. */
@Command(name = "apply", description = "Apply manifests (server-side apply).")
final class ApplyCommand implements Callable<Integer> {
  @Mixin private KubeconfigOption kubeconfig;

  @Option(
      names = {"-f", "--filename"},
      required = true,
      split = ",",
      paramLabel = "FILE",
      description = "A YAML or JSON file; '-' reads the standard input.")
  private List<String> files;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "The namespace of objects that name none (default: ${DEFAULT-VALUE}).")
  private String namespace;

  @Option(names = "--force-conflicts", description = "Take over fields that others manage.")
  private boolean force;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<JsonObject> objects = new ArrayList<>();
    for (String file : files) {
      objects.addAll(read(file));
    }
    return kubeconfig.server().with(client -> apply(client, objects));
  }

  private int apply(KubeClient client, List<JsonObject> objects) {
    ServedResources served = ServedResources.of(client);
    for (JsonObject object : objects) {
      ServedResources.Served resource = served.ofKind(Gvk.of(object));
      JsonObject placed =
          resource.namespaced() && Meta.namespace(object).isEmpty()
              ? Meta.with(object, "namespace", namespace)
              : object;
      JsonObject result = client.apply(resource.resource(), placed, force);
      spec.commandLine()
          .getOut()
          .println(
              object.string("kind", "").toLowerCase(Locale.ROOT)
                  + "/"
                  + Meta.name(result)
                  + " applied");
    }
    return 0;
  }

  private static List<JsonObject> read(String file) throws IOException {
    byte[] text = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    List<JsonObject> out = new ArrayList<>();
    try {
      for (Json document : Yaml.parseAll(text)) {
        if (!(document instanceof JsonObject object)) {
          continue; // an empty document between separators
        }
        if ("List".equals(object.string("kind"))) {
          out.addAll(object.objects("items"));
        } else {
          out.add(object);
        }
      }
    } catch (JsonException e) {
      throw new RoleException(file + ": " + e.getMessage());
    }
    return out;
  }
}
