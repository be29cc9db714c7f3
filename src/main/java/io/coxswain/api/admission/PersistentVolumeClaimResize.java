package io.coxswain.api.admission;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Quantity;
import io.vertx.core.Future;

/** Claims grow only where their storage class lets them. */
public final class PersistentVolumeClaimResize implements AdmissionPlugin {
  private final ClusterObjects objects;

  public PersistentVolumeClaimResize(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "PersistentVolumeClaimResize";
  }

  @Override
  public Future<Void> validate(Attributes request) {
    if (request.operation() != Attributes.Operation.UPDATE
        || !request.isFor("persistentvolumeclaims")
        || size(request.object()).compareTo(size(request.old())) <= 0) {
      return Future.succeededFuture();
    }
    if (!"Bound".equals(request.old().object("status").string("phase"))) {
      return refuse(request, "Only bound persistent volume claims can be expanded");
    }
    if (!expandable(request.old())) {
      return refuse(
          request,
          "only dynamically provisioned pvc can be resized and the storageclass that provisions the"
              + " pvc must support resize");
    }
    return Future.succeededFuture();
  }

  private boolean expandable(JsonObject claim) {
    String beta = Meta.annotation(claim, "volume.beta.kubernetes.io/storage-class");
    String name = beta != null ? beta : claim.object("spec").string("storageClassName", "");
    JsonObject found =
        name.isEmpty() ? null : objects.get("storageclasses.storage.k8s.io", "", name);
    return found != null && found.bool("allowVolumeExpansion", false);
  }

  private static Quantity size(JsonObject claim) {
    return Quantity.of(claim.object("spec").object("resources").object("requests").get("storage"));
  }

  private static Future<Void> refuse(Attributes request, String why) {
    return Future.failedFuture(Refusal.forbidden(request, why));
  }
}
