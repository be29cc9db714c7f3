package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.api.authn.VirtualResource;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.vertx.core.Future;
import java.util.List;

/**
 * authorization.k8s.io/v1 SelfSubjectRulesReview: what may I do here ({@code auth can-i --list})?
 */
public final class SelfSubjectRulesReviews implements VirtualResource {
  private static final PolicyRule EVERYTHING =
      new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of());
  private static final PolicyRule EVERY_PATH =
      new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*"));

  private final RbacIndex index;

  public SelfSubjectRulesReviews(RbacIndex index) {
    this.index = index;
  }

  @Override
  public Future<JsonObject> create(UserInfo user, String ignored, String name, JsonObject body) {
    String namespace = body.object("spec").string("namespace", "");
    if (namespace.isEmpty()) {
      return Future.failedFuture(ApiException.badRequest("no namespace on request"));
    }
    boolean master = user.in(UserInfo.MASTERS);
    List<PolicyRule> rules =
        master ? List.of(EVERYTHING, EVERY_PATH) : index.rulesFor(user, namespace);
    boolean node = NodeIdentity.isNode(user);
    var status =
        JsonObject.builder()
            .put(
                "resourceRules",
                rules.stream()
                    .filter(r -> !r.resources().isEmpty())
                    .map(PolicyRule::json)
                    .collect(JsonArray.collector()))
            .put(
                "nonResourceRules",
                rules.stream()
                    .filter(r -> !r.nonResourceUrls().isEmpty())
                    .map(PolicyRule::json)
                    .collect(JsonArray.collector()))
            .put("incomplete", node);
    if (node) {
      status.put("evaluationError", "node authorizer does not support user rule resolution");
    }
    return Future.succeededFuture(body.with("status", status.build()));
  }
}
