package io.coxswain.api.admission;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.vertx.core.Future;
import java.util.List;

/** Pods stay five minutes on a node that is not ready or not reachable, unless they say else. */
public final class DefaultTolerationSeconds implements AdmissionPlugin {
  private static final long SECONDS = 300;
  private static final List<String> TAINTS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    boolean write =
        request.operation() == Attributes.Operation.CREATE
            || request.operation() == Attributes.Operation.UPDATE;
    return Future.succeededFuture(
        write && request.isFor("pods") ? tolerant(request.object()) : request.object());
  }

  private static JsonObject tolerant(JsonObject pod) {
    JsonArray tolerations = pod.object("spec").array("tolerations");
    JsonArray out = tolerations;
    for (String taint : TAINTS) {
      boolean known =
          tolerations.objects().stream()
              .anyMatch(
                  t ->
                      List.of("", taint).contains(t.string("key", ""))
                          && List.of("", "NoExecute").contains(t.string("effect", "")));
      if (!known) {
        out =
            out.with(
                JsonObject.builder()
                    .put("key", taint)
                    .put("operator", "Exists")
                    .put("effect", "NoExecute")
                    .put("tolerationSeconds", SECONDS)
                    .build());
      }
    }
    return out == tolerations ? pod : pod.with("spec", pod.object("spec").with("tolerations", out));
  }
}
