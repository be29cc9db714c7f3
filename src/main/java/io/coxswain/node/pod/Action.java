package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.Container;
import java.time.Duration;
import java.time.Instant;

/** What a worker is to do next. */
sealed interface Action {

  /** Make namespaces and get an address. */
  record MakeSandbox() implements Action {}

  record PrepareVolumes() implements Action {}

  /**
   * Make and start a container.
   *
   * @param attempt restarts before this one
   */
  record Start(JsonObject spec, int attempt) implements Action {}

  /**
   * Begin to stop a running container.
   *
   * @param message of the Killing event
   */
  record Stop(Container container, String name, Duration grace, String message) implements Action {}

  /** A failed container waits for its restart. */
  record BackingOff(JsonObject spec, Instant until) implements Action {}

  /** Release the sandbox, the address and the volumes. */
  record TearDown() implements Action {}
}
