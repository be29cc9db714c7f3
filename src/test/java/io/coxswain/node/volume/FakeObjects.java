package io.coxswain.node.volume;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Config maps and secrets by namespace/name. */
public final class FakeObjects implements PodObjects {
  public final Map<String, JsonObject> configMaps = new HashMap<>();
  public final Map<String, JsonObject> secrets = new HashMap<>();
  public boolean away;
  public int tokens;
  public String expires = "2026-01-01T01:00:00Z";

  @Override
  public Optional<JsonObject> configMap(String namespace, String name) {
    return Optional.ofNullable(configMaps.get(namespace + "/" + name));
  }

  @Override
  public Optional<JsonObject> secret(String namespace, String name) {
    return Optional.ofNullable(secrets.get(namespace + "/" + name));
  }

  @Override
  public JsonObject token(JsonObject pod, String audience, long expirationSeconds) {
    if (away) {
      throw ApiException.unavailable("away");
    }
    tokens++;
    return JsonObject.of("token", "token" + tokens).with("expirationTimestamp", expires);
  }
}
