package io.coxswain.api.admission;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.Set;

/** Overhead and scheduling constraints that a pod's RuntimeClass adds. */
public final class RuntimeClassAdmission implements AdmissionPlugin {
  private final ClusterObjects objects;

  public RuntimeClassAdmission(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    JsonObject pod = request.object();
    if (request.operation() != Attributes.Operation.CREATE || !request.isFor("pods")) {
      return Future.succeededFuture(pod);
    }
    JsonObject spec = pod.object("spec");
    String name = spec.string("runtimeClassName", "");
    if (name.isEmpty()) {
      return spec.object("overhead").isEmpty()
          ? Future.succeededFuture(pod)
          : Future.failedFuture(
              Refusal.forbidden(
                  request,
                  "pod rejected: Pod Overhead set without corresponding RuntimeClass defined"
                      + " Overhead"));
    }
    return objects
        .find("runtimeclasses.node.k8s.io", "", name)
        .map(
            found -> {
              if (found == null) {
                throw Refusal.forbidden(
                    request, "pod rejected: RuntimeClass \"" + name + "\" not found");
              }
              return pod.with("spec", merged(request, spec, found));
            });
  }

  private static JsonObject merged(Attributes request, JsonObject spec, JsonObject runtimeClass) {
    JsonObject out = spec;
    JsonObject overhead = runtimeClass.object("overhead").object("podFixed");
    if (!overhead.isEmpty()) {
      if (!spec.object("overhead").isEmpty() && !spec.object("overhead").equals(overhead)) {
        throw Refusal.forbidden(
            request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      }
      out = out.with("overhead", overhead);
    }
    JsonObject scheduling = runtimeClass.object("scheduling");
    JsonObject selector = out.object("nodeSelector");
    for (var label : scheduling.object("nodeSelector").fields().entrySet()) {
      Json own = selector.get(label.getKey());
      if (own != null && !own.equals(label.getValue())) {
        throw Refusal.forbidden(
            request,
            "conflict: runtimeClass.scheduling.nodeSelector["
                + label.getKey()
                + "] = "
                + label.getValue()
                + "; pod.spec.nodeSelector["
                + label.getKey()
                + "] = "
                + own);
      }
      selector = selector.with(label.getKey(), label.getValue());
    }
    if (!selector.isEmpty()) {
      out = out.with("nodeSelector", selector);
    }
    Set<Json> tolerations = new LinkedHashSet<>(out.array("tolerations").items());
    tolerations.addAll(scheduling.array("tolerations").items());
    return tolerations.isEmpty() ? out : out.with("tolerations", JsonArray.of(tolerations));
  }
}
