package io.coxswain.controller.nodelifecycle;

import io.coxswain.client.Timer;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * When a node was heard of last, by a clock of ours that nobody sets: clocks of nodes may differ,
 * and a device gets the time of day when it finds somebody to ask.
 *
 * @param status its Ready condition when it was heard of last
 * @param renewed its lease's renewTime then
 * @param heard when either last changed
 */
record NodeHealth(JsonObject status, String renewed, Duration heard) {
  private static final List<String> TYPES =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");
  private static final Duration STARTUP_GRACE = Duration.ofSeconds(60);

  /**
   * @param before {@code null} where the node is new to us
   * @param lease may be {@code null}
   * @param elapsed see {@link Timer#elapsed}
   */
  static NodeHealth observe(
      NodeHealth before, JsonObject node, JsonObject lease, Instant now, Duration elapsed) {
    JsonObject ready = Conditions.find(node, "Ready").orElse(JsonObject.EMPTY);
    String renewed = lease == null ? "" : lease.object("spec").string("renewTime", "");
    if (before == null) {
      // Without a status the node's own creation counts as its first sign of life.
      Instant created = Time.parse(Meta.creationTimestamp(node));
      Duration age =
          ready.isEmpty() && created != null && created.isBefore(now)
              ? Duration.between(created, now)
              : Duration.ZERO;
      return new NodeHealth(ready, renewed, elapsed.minus(age));
    }
    boolean spoke = isHeartbeat(before.status, ready) || !renewed.equals(before.renewed);
    return new NodeHealth(ready, renewed, spoke ? elapsed : before.heard);
  }

  /** What we wrote ourselves (Unknown) is no sign of life. */
  private static boolean isHeartbeat(JsonObject before, JsonObject after) {
    return !after.isEmpty()
        && !Objects.equals(before.string("lastHeartbeatTime"), after.string("lastHeartbeatTime"));
  }

  boolean isSilent(Duration grace, Duration elapsed) {
    return heard.plus(status.isEmpty() ? STARTUP_GRACE : grace).compareTo(elapsed) < 0;
  }

  /** The conditions of a node that fell silent: nothing about it is known any more. */
  static JsonArray unknown(JsonObject node, Instant now) {
    JsonArray out = node.object("status").array("conditions");
    for (String type : TYPES) {
      JsonObject old = Conditions.find(node, type).orElse(null);
      JsonObject next = JsonObject.EMPTY;
      if (old == null) {
        next =
            JsonObject.builder()
                .put("type", type)
                .put("status", "Unknown")
                .put("lastHeartbeatTime", Meta.creationTimestamp(node))
                .put("reason", "NodeStatusNeverUpdated")
                .put("message", "Kubelet never posted node status.")
                .build();
      } else if (!"Unknown".equals(old.string("status"))) {
        next =
            old.with("status", "Unknown")
                .with("reason", "NodeStatusUnknown")
                .with("message", "Kubelet stopped posting node status.");
      }
      if (!next.isEmpty()) {
        out = Conditions.set(out, next, now);
      }
    }
    return out;
  }
}
