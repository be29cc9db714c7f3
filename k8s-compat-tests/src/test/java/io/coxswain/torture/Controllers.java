package io.coxswain.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Whether the controllers run somewhere: a new namespace gets what they put into each. */
public final class Controllers {
  private static final Duration MOST = Duration.ofSeconds(25);

  private Controllers() {}

  /** Asks through this server. */
  public static void awaitWork(Arena arena, ServerProcess server, RandomGenerator random) {
    String name = "work-" + Long.toHexString(random.nextLong());
    Map<String, Object> namespace =
        Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", name));
    try (Api api = arena.api(server.index())) {
      Wait.until("a namespace", MOST, () -> made(api.post("/api/v1/namespaces", namespace)));
      Wait.until(
          "work of the controllers while server " + server.index() + " can lead",
          MOST,
          () -> api.get("/api/v1/namespaces/" + name + "/configmaps/kube-root-ca.crt").isGood());
      Wait.until(
          "the namespace's end",
          MOST,
          () -> {
            api.delete("/api/v1/namespaces/" + name, Map.of());
            return api.get("/api/v1/namespaces/" + name).status() == 404;
          });
    }
  }

  private static boolean made(Answer answer) throws IOException {
    return answer.isGood() || answer.status() == 409;
  }
}
