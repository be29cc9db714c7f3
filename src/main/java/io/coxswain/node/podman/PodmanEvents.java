package io.coxswain.node.podman;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Sleeper;
import io.coxswain.node.runtime.ContainerEvent;
import io.coxswain.node.runtime.Labels;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Follows Podman's event stream on a thread of its own, and begins again whenever it ends. */
final class PodmanEvents implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Set<String> CHANGES = Set.of("died", "start", "remove", "oom", "create");
  private static final String PATH =
      "/events?stream=true&filters=" + PodmanRuntime.escape("{\"type\":[\"container\"]}");
  private final PodmanClient client;
  private final Sleeper sleeper;
  private final Consumer<ContainerEvent> listener;
  private volatile boolean closed;
  private volatile UnixConnection connection;
  private Thread thread;

  private PodmanEvents(PodmanClient client, Sleeper sleeper, Consumer<ContainerEvent> listener) {
    this.client = client;
    this.sleeper = sleeper;
    this.listener = listener;
  }

  static PodmanEvents start(
      PodmanClient client, Sleeper sleeper, Consumer<ContainerEvent> listener) {
    PodmanEvents events = new PodmanEvents(client, sleeper, listener);
    events.thread = Thread.ofVirtual().name("podman-events").start(events::run);
    return events;
  }

  private void run() {
    while (!closed) {
      follow();
      try {
        sleeper.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void follow() {
    try (UnixConnection opened = client.connect()) {
      connection = opened;
      listener.accept(ContainerEvent.RELIST);
      client.lines(PATH, opened, this::take);
    } catch (ApiException e) {
      // The service is away; containers are not. The next connection relists.
      connection = null;
    }
  }

  private boolean take(JsonObject event) {
    if (CHANGES.contains(event.string("Action", event.string("status", "")))) {
      JsonObject actor = event.object("Actor");
      String uid = actor.object("Attributes").string(Labels.POD_UID, "");
      listener.accept(new ContainerEvent(actor.string("ID", ""), uid));
    }
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    UnixConnection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
