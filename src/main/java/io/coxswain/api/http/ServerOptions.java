package io.coxswain.api.http;

import io.coxswain.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/**
 * The settings of an {@link ApiServer}.
 *
 * @param serverAddress {@code host:port} as discovery tells clients
 * @param gitVersion of Kubernetes, such as {@code v1.36.0}
 * @param checks for {@code /readyz} (and {@code /livez}) besides the server's own
 * @param metrics further lines of {@code /metrics}
 */
public record ServerOptions(
    String serverAddress,
    String gitVersion,
    int readsInFlight,
    int writesInFlight,
    List<HealthCheck> checks,
    List<Supplier<String>> metrics) {

  public static ServerOptions of(String serverAddress) {
    return new ServerOptions(serverAddress, "v1.36.0+coxswain", 400, 200, List.of(), List.of());
  }

  public ServerOptions withChecks(List<HealthCheck> more) {
    return new ServerOptions(
        serverAddress, gitVersion, readsInFlight, writesInFlight, List.copyOf(more), metrics);
  }

  public ServerOptions withMetrics(List<Supplier<String>> more) {
    return new ServerOptions(
        serverAddress, gitVersion, readsInFlight, writesInFlight, checks, List.copyOf(more));
  }

  /** The answer of {@code /version}. */
  JsonObject version() {
    String[] numbers = gitVersion.substring(1).split("\\.");
    return JsonObject.builder()
        .put("major", numbers[0])
        .put("minor", numbers[1])
        .put("gitVersion", gitVersion)
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "")
        .put("goVersion", "")
        .put("compiler", "java")
        .put("platform", "linux/amd64")
        .build();
  }
}
