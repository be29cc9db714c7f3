package io.coxswain.controller.endpointslice;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers what was written, to notice when the informer does not show it yet: deciding on old
 * slices would create the same endpoints twice. Thread-safe.
 */
final class SliceTracker {
  private static final Duration BELIEVED = Duration.ofSeconds(10);

  private record Written(Map<String, Long> versions, Instant since) {}

  private final InstantSource clock;
  private final Map<ObjectKey, Written> services = new HashMap<>();

  SliceTracker(InstantSource clock) {
    this.clock = clock;
  }

  synchronized boolean isStale(ObjectKey service, List<JsonObject> slices) {
    Written written = services.get(service);
    if (written == null) {
      return false;
    }
    if (written.since.plus(BELIEVED).isBefore(clock.instant())) {
      services.remove(service);
      return false;
    }
    Map<String, Long> left = new HashMap<>(written.versions);
    for (JsonObject slice : slices) {
      Long expected = left.get(Meta.name(slice));
      boolean gone = expected != null && expected < 0;
      if (gone || (expected != null && version(slice) < expected)) {
        return true;
      }
      left.remove(Meta.name(slice));
    }
    return left.values().stream().anyMatch(version -> version >= 0);
  }

  synchronized void written(ObjectKey service, JsonObject slice) {
    remember(service, Meta.name(slice), version(slice));
  }

  synchronized void deleted(ObjectKey service, String name) {
    remember(service, name, -1);
  }

  private void remember(ObjectKey service, String name, long version) {
    Written old = services.get(service);
    Map<String, Long> versions = old == null ? new HashMap<>() : new HashMap<>(old.versions);
    versions.put(name, version);
    services.put(service, new Written(versions, clock.instant()));
  }

  /** The informer has seen the slice go, whoever deleted it. */
  synchronized void seenGone(ObjectKey service, String name) {
    Written written = services.get(service);
    if (written != null) {
      written.versions.remove(name);
    }
  }

  synchronized void forget(ObjectKey service) {
    services.remove(service);
  }

  private static long version(JsonObject slice) {
    try {
      return Long.parseLong(Meta.resourceVersion(slice));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
