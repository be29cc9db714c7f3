package io.coxswain.api.admission;

import io.coxswain.json.JsonObject;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Applies the LimitRanges of a namespace to new pods and to claims. */
public final class LimitRanger implements AdmissionPlugin {
  private final ClusterObjects objects;

  public LimitRanger(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    JsonObject pod = request.object();
    if (isNewPod(request)) {
      for (JsonObject limitRange : objects.list("limitranges", request.namespace())) {
        pod = LimitRanges.defaulted(pod, limitRange);
      }
    }
    return Future.succeededFuture(pod);
  }

  @Override
  public Future<Void> validate(Attributes request) {
    boolean claim = request.isFor("persistentvolumeclaims") && request.object() != null;
    if (!isNewPod(request) && !claim) {
      return Future.succeededFuture();
    }
    List<String> wrong = new ArrayList<>();
    for (JsonObject limitRange : objects.list("limitranges", request.namespace())) {
      wrong.addAll(
          claim
              ? LimitRanges.claimViolations(request.object(), limitRange)
              : LimitRanges.violations(request.object(), limitRange));
    }
    return wrong.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(Refusal.forbidden(request, wrong));
  }

  /** A running pod's resources do not change but by resizing. */
  private static boolean isNewPod(Attributes request) {
    return request.operation() == Attributes.Operation.CREATE && request.isFor("pods");
  }
}
