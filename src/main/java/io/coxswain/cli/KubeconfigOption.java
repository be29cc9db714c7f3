package io.coxswain.cli;

import io.coxswain.client.Answer;
import io.coxswain.client.Call;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonParser;
import io.coxswain.kube.ApiException;
import io.coxswain.role.LocalServer;
import io.coxswain.role.RoleException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which cluster a command talks to. */
final class KubeconfigOption {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "The kubeconfig to use (default: $KUBECONFIG, /var/lib/coxswain/kubeconfig.yaml,"
              + " ~/.kube/config).")
  private Path file;

  Path path() {
    if (file != null) {
      return present(file);
    }
    String environment = System.getenv("KUBECONFIG");
    if (environment != null && !environment.isEmpty()) {
      return present(Path.of(environment.split(":")[0]));
    }
    Path installed = Path.of("/var/lib/coxswain/kubeconfig.yaml");
    return Files.isReadable(installed)
        ? installed
        : present(Path.of(System.getProperty("user.home"), ".kube", "config"));
  }

  private static Path present(Path path) {
    if (!Files.isReadable(path)) {
      throw new RoleException("cannot read the kubeconfig " + path + ": give --kubeconfig");
    }
    return path;
  }

  LocalServer server() {
    return new LocalServer(path());
  }

  /** A JSON array, which the Kubernetes API never answers but the platform's does. */
  JsonArray list(String path) {
    Answer answer =
        server()
            .with(
                client ->
                    client
                        .transport()
                        .send(
                            new Call(
                                "GET", path, Map.of("accept", "application/json"), new byte[0]))
                        .toCompletableFuture()
                        .join());
    if (answer.code() != 200) {
      throw ApiException.internal("HTTP " + answer.code());
    }
    return (JsonArray) JsonParser.parse(answer.body());
  }
}
