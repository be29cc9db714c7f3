package io.coxswain.torture;

import java.io.IOException;
import java.util.Map;

/** Sends writes to one server without caring for answers, until closed. */
public final class Writing implements AutoCloseable {
  private static final long PAUSE_NANOS = 5_000_000;

  private final Api api;
  private final Thread thread;
  private volatile boolean closed;

  public Writing(Arena arena, ServerProcess server) {
    api = arena.impatient(server.index(), java.time.Duration.ofMillis(200));
    thread = Thread.ofPlatform().daemon().start(() -> run("noise-" + server.index()));
  }

  private void run(String name) {
    Map<String, Object> object = ConfigMaps.of(name, Map.of());
    for (int i = 0; !closed; i++) {
      try {
        Answer answer =
            api.patch(
                ConfigMaps.PATH + "/" + name,
                Map.of("data", Map.of("count", Integer.toString(i))),
                "application/merge-patch+json");
        if (answer.status() == 404) {
          api.post(ConfigMaps.PATH, object);
        }
      } catch (IOException e) {
        Wait.pause(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    api.close();
  }
}
