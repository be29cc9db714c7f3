package io.coxswain.torture;

import java.time.Duration;
import java.util.Map;

/** Asks one server for one small write until it is carried out. */
public final class Probe {
  private static final Duration MOST = Duration.ofSeconds(120);
  private static final Duration ANSWER = Duration.ofMillis(500);

  /** On a machine with too much to do a connection alone may take longer than an answer should. */
  private static final Duration PATIENT = Duration.ofSeconds(5);

  private static final int SOON = 20;
  private static final String PATH = ConfigMaps.PATH + "/";

  private final Arena arena;
  private final ServerProcess server;

  Probe(Arena arena, ServerProcess server) {
    this.arena = arena;
    this.server = server;
  }

  /** Returns right after the first success. */
  void await() {
    String name = "probe-" + server.index();
    int[] tries = new int[1];
    try (Api api = arena.impatient(server.index(), ANSWER);
        Api patient = arena.impatient(server.index(), PATIENT)) {
      Wait.until(
          "server " + server.index() + " writing",
          MOST,
          () -> write(tries[0]++ < SOON ? api : patient, name));
    }
  }

  private static boolean write(Api api, String name) throws java.io.IOException {
    String value = Long.toString(System.nanoTime());
    Answer answer =
        api.patch(PATH + name, Map.of("data", Map.of("at", value)), "application/merge-patch+json");
    if (answer.status() == 404) {
      answer = api.post(ConfigMaps.PATH, ConfigMaps.of(name, Map.of()));
    }
    return answer.isGood();
  }
}
