package io.coxswain.api.admission;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;

/** An Ingress that names no class gets the default one. */
public final class DefaultIngressClass implements AdmissionPlugin {
  private final ClusterObjects objects;

  public DefaultIngressClass(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "DefaultIngressClass";
  }

  @Override
  public Future<JsonObject> admit(Attributes request) {
    JsonObject ingress = request.object();
    if (request.operation() != Attributes.Operation.CREATE
        || !request.isFor("ingresses.networking.k8s.io")
        || ingress.object("spec").has("ingressClassName")
        || Meta.annotation(ingress, "kubernetes.io/ingress.class") != null) {
      return Future.succeededFuture(ingress);
    }
    return Future.succeededFuture(
        DefaultClass.of(
                objects.list("ingressclasses.networking.k8s.io", null),
                "ingressclass.kubernetes.io/is-default-class")
            .map(n -> ingress.with("spec", ingress.object("spec").with("ingressClassName", n)))
            .orElse(ingress));
  }
}
