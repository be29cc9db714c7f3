package io.coxswain.node.podman;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Time;
import io.coxswain.node.runtime.Container;
import io.coxswain.node.runtime.ContainerState;
import io.coxswain.node.runtime.Image;
import java.time.Instant;
import java.util.List;

/** Podman's JSON in the words of the seam. */
final class Reading {
  private static final String SHA = "sha256:";

  private Reading() {}

  static Image image(JsonObject o) {
    List<String> digests = o.strings("RepoDigests");
    JsonObject config = o.object("Config");
    return new Image(
        algorithm(o.string("Id", "")),
        o.has("RepoTags") ? o.strings("RepoTags") : o.strings("Names"),
        digests,
        o.integer("Size", 0),
        config.string("User", o.string("User", "")));
  }

  /** An entry of the list, whose times are whole seconds. */
  static Container listed(JsonObject o) {
    ContainerState state = state(o.string("State", ""));
    return new Container(
        o.string("Id", ""),
        o.object("Labels").stringMap(),
        algorithm(o.string("ImageID", "")),
        state,
        created(o.string("Created")),
        epoch(o.integer("StartedAt", 0)),
        state == ContainerState.EXITED ? epoch(o.integer("ExitedAt", 0)) : null,
        (int) o.integer("ExitCode", 0),
        false,
        "",
        (int) o.integer("Pid", 0),
        "");
  }

  static Container inspected(JsonObject o) {
    JsonObject s = o.object("State");
    ContainerState state = state(s.string("Status", ""));
    return new Container(
        o.string("Id", ""),
        o.object("Config").object("Labels").stringMap(),
        algorithm(o.string("Image", "")),
        state,
        created(o.string("Created")),
        time(s.string("StartedAt")),
        state == ContainerState.EXITED ? time(s.string("FinishedAt")) : null,
        (int) s.integer("ExitCode", 0),
        s.bool("OOMKilled", false),
        s.string("Error", ""),
        (int) s.integer("Pid", 0),
        o.object("Config").string("StopSignal", "SIGTERM"));
  }

  /** Paused, stopping and the like still have a process. */
  private static ContainerState state(String word) {
    return switch (word) {
      case "created", "configured", "initialized", "unknown" -> ContainerState.CREATED;
      case "exited", "stopped", "removing", "dead" -> ContainerState.EXITED;
      default -> ContainerState.RUNNING;
    };
  }

  private static String algorithm(String id) {
    return id.isEmpty() || id.contains(":") ? id : SHA + id;
  }

  private static Instant created(String text) {
    Instant time = Time.parse(text);
    return time == null ? Instant.EPOCH : time;
  }

  private static Instant time(String text) {
    Instant time = Time.parse(text);
    return time == null || time.getEpochSecond() <= 0 ? null : time;
  }

  private static Instant epoch(long seconds) {
    return seconds <= 0 ? null : Instant.ofEpochSecond(seconds);
  }
}
