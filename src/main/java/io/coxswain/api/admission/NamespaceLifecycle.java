package io.coxswain.api.admission;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.util.Set;

/** Nothing lives outside an existing namespace, nothing new comes into a dying one. */
public final class NamespaceLifecycle implements AdmissionPlugin {
  private static final Gvr NAMESPACES = Gvr.core("namespaces");
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final ClusterObjects objects;

  public NamespaceLifecycle(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    if (request.operation() == Attributes.Operation.DELETE) {
      boolean immortal = request.isFor("namespaces") && IMMORTAL.contains(request.name());
      return immortal
          ? Future.failedFuture(Refusal.forbidden(request, "this namespace may not be deleted"))
          : Future.succeededFuture(request.object());
    }
    boolean review =
        request.resource().groupResource().equals("localsubjectaccessreviews.authorization.k8s.io");
    if (request.namespace().isEmpty()
        || request.resource().groupResource().equals("namespaces")
        || request.operation() == Attributes.Operation.CONNECT
        || review) {
      return Future.succeededFuture(request.object());
    }
    return objects
        .find("namespaces", "", request.namespace())
        .map(namespace -> judged(request, namespace));
  }

  private static JsonObject judged(Attributes request, JsonObject namespace) {
    String name = request.namespace();
    if (namespace == null) {
      throw ApiException.notFound(NAMESPACES, name);
    }
    boolean dying =
        Meta.isDeleting(namespace)
            || "Terminating".equals(namespace.object("status").string("phase"));
    if (dying && request.operation() == Attributes.Operation.CREATE) {
      throw Refusal.forbidden(
          request,
          "unable to create new content in namespace " + name + " because it is being terminated",
          "NamespaceTerminating",
          "namespace " + name + " is being terminated",
          "metadata.namespace");
    }
    return request.object();
  }
}
