package io.coxswain.api.admission;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;

/** A claim that names no storage class gets the default one; the empty name means none. */
public final class DefaultStorageClass implements AdmissionPlugin {
  private final ClusterObjects objects;

  public DefaultStorageClass(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "DefaultStorageClass";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    JsonObject claim = request.object();
    if (request.operation() != Attributes.Operation.CREATE
        || !request.isFor("persistentvolumeclaims")
        || claim.object("spec").has("storageClassName")
        || Meta.annotation(claim, "volume.beta.kubernetes.io/storage-class") != null) {
      return Future.succeededFuture(claim);
    }
    return Future.succeededFuture(
        DefaultClass.of(
                objects.list("storageclasses.storage.k8s.io", null),
                "storageclass.kubernetes.io/is-default-class",
                "storageclass.beta.kubernetes.io/is-default-class")
            .map(name -> claim.with("spec", claim.object("spec").with("storageClassName", name)))
            .orElse(claim));
  }
}
