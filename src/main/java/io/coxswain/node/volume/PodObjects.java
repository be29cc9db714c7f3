package io.coxswain.node.volume;

import io.coxswain.json.JsonObject;
import java.util.Optional;

/**
 * The objects that pods show in volumes and environments. Every method blocks.
 *
 * <p>While the server is away the last known objects are given; only where there is none does a
 * method fail with ServiceUnavailable.
 */
public interface PodObjects {

  /** Empty where it does not exist. */
  Optional<JsonObject> configMap(String namespace, String name);

  /** Empty where it does not exist. */
  Optional<JsonObject> secret(String namespace, String name);

  /**
   * Asks for a service-account token bound to the pod.
   *
   * @param audience empty for the server's own
   * @return the {@code status} of the TokenRequest: {@code token}, {@code expirationTimestamp}
   */
  JsonObject token(JsonObject pod, String audience, long expirationSeconds);
}
