package io.coxswain.api.authn;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;
import java.util.List;

/** authentication.k8s.io/v1 TokenReview: whose token is this? */
public final class TokenReviews implements VirtualResource {
  private final TokenAuthenticator tokens;

  public TokenReviews(TokenAuthenticator tokens) {
    this.tokens = tokens;
  }

  @Override
  public Future<JsonObject> create(UserInfo user, String namespace, String name, JsonObject body) {
    String token = body.object("spec").string("token", "");
    if (token.isEmpty()) {
      return Future.failedFuture(
          ApiException.badRequest("token is required for TokenReview in authentication"));
    }
    List<String> audiences = body.object("spec").strings("audiences");
    return tokens
        .authenticate(token, audiences)
        .transform(
            result -> {
              var status = JsonObject.builder();
              if (result.failed()) {
                status.put("error", ApiException.of(result.cause()).getMessage());
              } else if (result.result().isPresent()) {
                var found = result.result().get();
                status.put("authenticated", true).put("user", found.user().json());
                if (!found.audiences().isEmpty()) {
                  status.put("audiences", JsonArray.ofStrings(found.audiences()));
                }
              }
              JsonObject answer = status.build();
              JsonObject full = answer.has("user") ? answer : answer.with("user", JsonObject.EMPTY);
              return Future.succeededFuture(body.with("status", full));
            });
  }
}
