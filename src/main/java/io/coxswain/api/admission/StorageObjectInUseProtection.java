package io.coxswain.api.admission;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finalizers that keep volumes and claims as long as a pod uses them. */
public final class StorageObjectInUseProtection implements AdmissionPlugin {
  private static final Map<String, String> FINALIZERS =
      Map.of(
          "persistentvolumeclaims", "kubernetes.io/pvc-protection",
          "persistentvolumes", "kubernetes.io/pv-protection",
          "volumeattributesclasses.storage.k8s.io", "kubernetes.io/vac-protection");

  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    JsonObject object = request.object();
    String finalizer = FINALIZERS.get(request.resource().groupResource());
    if (request.operation() != Attributes.Operation.CREATE
        || !request.subresource().isEmpty()
        || finalizer == null
        || Meta.finalizers(object).contains(finalizer)) {
      return Future.succeededFuture(object);
    }
    List<String> finalizers = new ArrayList<>(Meta.finalizers(object));
    finalizers.add(finalizer);
    return Future.succeededFuture(Meta.withFinalizers(object, finalizers));
  }
}
