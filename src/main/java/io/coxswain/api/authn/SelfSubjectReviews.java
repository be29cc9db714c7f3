package io.coxswain.api.authn;

import io.coxswain.json.JsonObject;
import io.vertx.core.Future;

/** authentication.k8s.io/v1 SelfSubjectReview: who am I ({@code kubectl auth whoami})? */
public final class SelfSubjectReviews implements VirtualResource {
  @Override
  public Future<JsonObject> create(UserInfo user, String namespace, String name, JsonObject body) {
    return Future.succeededFuture(body.with("status", JsonObject.of("userInfo", user.json())));
  }
}
