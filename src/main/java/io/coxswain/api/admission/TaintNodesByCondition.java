package io.coxswain.api.admission;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.vertx.core.Future;

/** A new node takes no pods before its conditions were looked at. */
public final class TaintNodesByCondition implements AdmissionPlugin {
  private static final JsonObject NOT_READY =
      JsonObject.builder()
          .put("key", "node.kubernetes.io/not-ready")
          .put("effect", "NoSchedule")
          .build();

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    JsonObject node = request.object();
    if (request.operation() != Attributes.Operation.CREATE || !request.isFor("nodes")) {
      return Future.succeededFuture(node);
    }
    JsonArray taints = node.object("spec").array("taints");
    boolean known =
        taints.objects().stream()
            .anyMatch(
                t ->
                    NOT_READY.string("key").equals(t.string("key"))
                        && "NoSchedule".equals(t.string("effect")));
    return Future.succeededFuture(
        known
            ? node
            : node.with("spec", node.object("spec").with("taints", taints.with(NOT_READY))));
  }
}
