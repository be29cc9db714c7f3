package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.vertx.core.Future;

/**
 * Gives Services their cluster IPs and node ports, so that two servers never give one twice. The
 * verbs call it around the write of a Service: {@link #allocate} after defaulting, admission and
 * validation and before the write; {@link #release} after it.
 */
public interface ServiceAllocator {

  /**
   * The Service with {@code clusterIP}, {@code clusterIPs}, {@code nodePort}s and {@code
   * healthCheckNodePort} filled in and claimed. Fails with ApiException Invalid in upstream's words
   * where an asked-for value is taken or out of range.
   *
   * @param old the Service before an update; {@code null} for a create
   * @param dryRun true: nothing is claimed
   */
  Future<JsonObject> allocate(JsonObject service, JsonObject old, boolean dryRun);

  /**
   * Gives back what {@code gone} holds and {@code kept} does not: after a delete {@code (old,
   * null)}, after an update {@code (old, updated)}, after a failed write {@code (allocated, old)}.
   * Never fails: what it leaves behind the repair loop finds.
   */
  Future<Void> release(JsonObject gone, JsonObject kept);
}
