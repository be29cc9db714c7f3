package io.coxswain.node.runtime;

import java.time.Instant;
import java.util.Map;

/**
 * A container as the runtime knows it.
 *
 * @param imageId with algorithm, {@code sha256:…}
 * @param startedAt {@code null} before the first start
 * @param finishedAt {@code null} before the end
 * @param error why it could not be started, may be empty
 * @param pid on the host, 0 while it does not run
 * @param stopSignal the image's or the one asked for; empty where only {@code list} was asked
 */
public record Container(
    String id,
    Map<String, String> labels,
    String imageId,
    ContainerState state,
    Instant createdAt,
    Instant startedAt,
    Instant finishedAt,
    int exitCode,
    boolean oomKilled,
    String error,
    int pid,
    String stopSignal) {

  public boolean isRunning() {
    return state == ContainerState.RUNNING;
  }

  public String label(String key) {
    return labels.getOrDefault(key, "");
  }
}
