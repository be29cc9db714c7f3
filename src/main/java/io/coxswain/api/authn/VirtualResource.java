package io.coxswain.api.authn;

import io.coxswain.json.JsonObject;
import io.vertx.core.Future;

/** A kind that is only answered, never stored: the reviews, and the token subresource. */
public interface VirtualResource {
  /**
   * Answers a create.
   *
   * @param user who asks
   * @param namespace of the request, empty at the cluster scope
   * @param name of the parent for a subresource, otherwise empty
   * @param body decoded and defaulted
   * @return the body with its status, without apiVersion and kind having changed; fails with
   *     ApiException
   */
  Future<JsonObject> create(UserInfo user, String namespace, String name, JsonObject body);
}
