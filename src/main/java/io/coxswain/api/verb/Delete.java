package io.coxswain.api.verb;

import io.coxswain.api.render.ApiResponse;
import io.coxswain.api.render.Representation;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Status;
import io.vertx.core.Future;
import java.util.Set;

/** Deletes one object; the answer is the object where it is kept for a while, else a Status. */
final class Delete {
  /** Kinds whose deletes answer with the deleted object (upstream's ReturnDeletedObject). */
  private static final Set<String> ANSWERED_WHOLE =
      Set.of(
          "pods",
          "podtemplates",
          "resourcequotas",
          "serviceaccounts",
          "services",
          "persistentvolumes",
          "persistentvolumeclaims",
          "storageclasses.storage.k8s.io",
          "csidrivers.storage.k8s.io",
          "csinodes.storage.k8s.io",
          "volumeattachments.storage.k8s.io");

  private final Backend backend;
  private final Deleter deleter;
  private final BodyReader reader;

  Delete(Backend backend) {
    this.backend = backend;
    this.deleter = new Deleter(backend);
    this.reader = new BodyReader(backend.scheme());
  }

  Future<ApiResponse> answer(VerbRequest request) {
    Representation as = request.one();
    DeleteOptions options = DeleteOptions.of(request, reader);
    return deleter
        .delete(request, options)
        .map(
            deleted -> {
              String resource = request.type().storageResource();
              if (deleted.gone() && !ANSWERED_WHOLE.contains(resource)) {
                JsonObject status = Status.success(details(request, deleted.entry().uid()));
                return backend
                    .renderer()
                    .value(200, as.withForm(Representation.Form.OBJECT), status);
              }
              boolean later = !deleted.gone() && Boolean.FALSE.equals(options.orphanDependents());
              return backend
                  .renderer()
                  .object(
                      later ? 202 : 200, as, request.include(), request.type(), deleted.entry());
            });
  }

  private static JsonObject details(VerbRequest request, String uid) {
    String group = request.type().kind().group();
    return JsonObject.builder()
        .put("name", request.name())
        .put("group", group.isEmpty() ? null : group)
        .put("kind", request.type().plural())
        .put("uid", uid)
        .build();
  }
}
