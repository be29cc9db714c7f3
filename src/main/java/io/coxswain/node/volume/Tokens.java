package io.coxswain.node.volume;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Service-account tokens of volumes, asked for anew after 80 % of their life or a day
 * (pkg/kubelet/token). A token that cannot be renewed is kept while it is valid.
 */
final class Tokens {
  private static final Duration AT_LATEST = Duration.ofHours(24);

  private record Key(String podUid, String audience, long seconds) {}

  private record Held(String token, Instant renewAt, Instant expires) {}

  private final PodObjects objects;
  private final InstantSource clock;
  private final Map<Key, Held> held = new ConcurrentHashMap<>();

  Tokens(PodObjects objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  String get(JsonObject pod, String audience, long seconds) {
    Key key = new Key(Meta.uid(pod), audience, seconds);
    Held old = held.get(key);
    Instant now = clock.instant();
    if (old != null && now.isBefore(old.renewAt)) {
      return old.token;
    }
    try {
      Held fresh = request(pod, audience, seconds, now);
      held.put(key, fresh);
      return fresh.token;
    } catch (ApiException e) {
      boolean away = e.is(Reason.SERVICE_UNAVAILABLE) || e.is(Reason.TIMEOUT);
      if (old != null && (away || now.isBefore(old.expires))) {
        return old.token;
      }
      throw e;
    }
  }

  private Held request(JsonObject pod, String audience, long seconds, Instant now) {
    JsonObject status = objects.token(pod, audience, seconds);
    Instant expires = Time.parse(status.string("expirationTimestamp"));
    if (expires == null) {
      expires = now.plusSeconds(seconds);
    }
    Duration life = Duration.between(now, expires).multipliedBy(4).dividedBy(5);
    Duration wait = life.compareTo(AT_LATEST) > 0 ? AT_LATEST : life;
    return new Held(status.string("token", ""), now.plus(wait), expires);
  }

  void forget(String podUid) {
    held.keySet().removeIf(key -> key.podUid.equals(podUid));
  }
}
