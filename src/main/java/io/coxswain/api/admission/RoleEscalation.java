package io.coxswain.api.admission;

import io.coxswain.api.authz.Access;
import io.coxswain.api.authz.Authorizer;
import io.coxswain.api.authz.Escalation;
import io.coxswain.api.authz.PolicyRule;
import io.coxswain.api.authz.RbacIndex;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Gvr;
import io.coxswain.kube.Meta;
import io.vertx.core.Future;
import java.util.List;

/**
 * Nobody grants more than they have, unless they may {@code escalate} roles or {@code bind} the one
 * in question. Upstream does this in the storage of the RBAC kinds; here it is the last validating
 * plugin, where the object is as it will be stored.
 */
public final class RoleEscalation implements AdmissionPlugin {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private final Authorizer authorizer;
  private final RbacIndex index;
  private final ClusterObjects objects;

  public RoleEscalation(Authorizer authorizer, RbacIndex index, ClusterObjects objects) {
    this.authorizer = authorizer;
    this.index = index;
    this.objects = objects;
  }

  @Override
  public String name() {
    return "RoleEscalation";
  }

  @Override
  public Future<Void> validate(Attributes request) {
    boolean write =
        request.operation() == Attributes.Operation.CREATE
            || request.operation() == Attributes.Operation.UPDATE;
    if (!write
        || !request.resource().group().equals(GROUP)
        || !request.subresource().isEmpty()
        || request.user().in("system:masters")) {
      return Future.succeededFuture();
    }
    return switch (request.resource().resource()) {
      case "roles", "clusterroles" -> role(request);
      case "rolebindings", "clusterrolebindings" -> binding(request);
      default -> Future.succeededFuture();
    };
  }

  private Future<Void> role(Attributes request) {
    JsonObject role = request.object();
    if (onlyForCollection(request)
        || may(request, "escalate", request.resource().resource(), Meta.name(role))) {
      return Future.succeededFuture();
    }
    // An aggregated role may come to hold anything.
    List<PolicyRule> wanted =
        role.object("aggregationRule").isEmpty()
            ? PolicyRule.allOf(role)
            : List.of(
                new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
                new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));
    return covered(request, wanted);
  }

  private Future<Void> binding(Attributes request) {
    JsonObject binding = request.object();
    JsonObject reference = binding.object("roleRef");
    boolean cluster = "ClusterRole".equals(reference.string("kind"));
    String resource = cluster ? "clusterroles" : "roles";
    String name = reference.string("name", "");
    if (onlyForCollection(request) || may(request, "bind", resource, name)) {
      return Future.succeededFuture();
    }
    return objects
        .find(resource + "." + GROUP, cluster ? "" : request.namespace(), name)
        .compose(
            role ->
                role == null
                    ? Future.failedFuture(
                        ApiException.notFound(new Gvr(GROUP, "v1", resource), name))
                    : covered(request, PolicyRule.allOf(role)));
  }

  /**
   * Whether an update touches only what the garbage collector touches. Even a label may grant: it
   * can make a role part of an aggregated one.
   */
  private static boolean onlyForCollection(Attributes request) {
    return request.old() != null && bare(request.object()).equals(bare(request.old()));
  }

  private static JsonObject bare(JsonObject object) {
    return Meta.without(
        object, "ownerReferences", "finalizers", "managedFields", "resourceVersion", "generation");
  }

  private Future<Void> covered(Attributes request, List<PolicyRule> wanted) {
    List<PolicyRule> missing =
        Escalation.uncovered(index.rulesFor(request.user(), request.namespace()), wanted);
    return missing.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(
            Refusal.forbidden(request, Escalation.message(request.user(), missing)));
  }

  private boolean may(Attributes request, String verb, String resource, String name) {
    return Access.allowed(
        authorizer, request.user(), verb, GROUP, resource, request.namespace(), name);
  }
}
