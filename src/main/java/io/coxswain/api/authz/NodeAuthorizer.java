package io.coxswain.api.authz;

import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldSelector;
import java.util.List;
import java.util.Set;

/**
 * Allows a node what it needs to run the pods bound to it, and no more (upstream:
 * plugin/pkg/auth/authorizer/node, with selector authorization as it is on by default in 1.36).
 * NodeRestriction completes it where bodies must be seen.
 */
public final class NodeAuthorizer implements Authorizer {
  private static final Decision ALLOW = new Decision(Verdict.ALLOW, "");
  private static final Set<String> READ = Set.of("get", "list", "watch");
  private static final Set<String> OWN = Set.of("get", "create", "update", "patch", "delete");

  private final NodeGraph graph;

  public NodeAuthorizer(NodeGraph graph) {
    this.graph = graph;
  }

  @Override
  public Decision authorize(Attributes request) {
    if (!NodeIdentity.isNode(request.user())) {
      return no("");
    }
    String node = NodeIdentity.nodeName(request.user());
    if (node.isEmpty()) {
      return no("unknown node for user \"" + request.user().name() + "\"");
    }
    if (!request.resourceRequest()) {
      return uniform(request);
    }
    return switch (request.groupResource()) {
      case "secrets", "configmaps" -> readNamespaced(node, request);
      case "persistentvolumeclaims" ->
          request.subresource().equals("status") ? updateStatus(node, request) : get(node, request);
      case "persistentvolumes",
          "resourceclaims.resource.k8s.io",
          "volumeattachments.storage.k8s.io" ->
          get(node, request);
      case "serviceaccounts" -> createToken(node, request);
      case "leases.coordination.k8s.io" -> lease(node, request);
      case "csinodes.storage.k8s.io" -> own(node, request, "CSINode");
      case "nodes" -> node(node, request);
      case "pods" -> pod(node, request);
      default -> uniform(request);
    };
  }

  private static Decision uniform(Attributes request) {
    for (PolicyRule rule : NodeRules.ALL) {
      if (rule.allows(request)) {
        return ALLOW;
      }
    }
    return no("");
  }

  private Decision readNamespaced(String node, Attributes request) {
    if (!READ.contains(request.verb())) {
      return no("can only read resources of this type");
    }
    if (!request.subresource().isEmpty()) {
      return no("cannot read subresource");
    }
    if (request.namespace().isEmpty()) {
      return no("can only read namespaced object of this type");
    }
    return related(node, request);
  }

  private Decision get(String node, Attributes request) {
    if (!request.verb().equals("get")) {
      return no("can only get individual resources of this type");
    }
    return request.subresource().isEmpty() ? related(node, request) : no("cannot get subresource");
  }

  private Decision updateStatus(String node, Attributes request) {
    return Set.of("get", "update", "patch").contains(request.verb())
        ? related(node, request)
        : no("can only get/update/patch this type");
  }

  private Decision createToken(String node, Attributes request) {
    if (!request.verb().equals("create") || request.name().isEmpty()) {
      return no("can only create tokens for individual service accounts");
    }
    return request.subresource().equals("token")
        ? related(node, request)
        : no("can only create token subresource of serviceaccount");
  }

  private Decision related(String node, Attributes request) {
    if (request.name().isEmpty()) {
      return no("No Object name found");
    }
    boolean found = graph.reaches(node, request.resource(), request.namespace(), request.name());
    return found ? ALLOW : no("no relationship found between node '" + node + "' and this object");
  }

  private static Decision lease(String node, Attributes request) {
    if (!OWN.contains(request.verb())) {
      return no("can only get, create, update, patch, or delete a node lease");
    }
    if (!request.namespace().equals("kube-node-lease")) {
      return no("can only access leases in the \"kube-node-lease\" system namespace");
    }
    // The name of an object to be created is in its body: NodeRestriction looks at it.
    if (!request.verb().equals("create") && !request.name().equals(node)) {
      return no("can only access node lease with the same name as the requesting node");
    }
    return ALLOW;
  }

  private static Decision own(String node, Attributes request, String kind) {
    if (!OWN.contains(request.verb())) {
      return no("can only get, create, update, patch, or delete a " + kind);
    }
    if (!request.subresource().isEmpty()) {
      return no("cannot authorize " + kind + " subresources");
    }
    return request.verb().equals("create") || request.name().equals(node)
        ? ALLOW
        : no("can only access " + kind + " with the same name as the requesting node");
  }

  private static Decision node(String node, Attributes request) {
    String other =
        "node '" + node + "' cannot read '" + request.name() + "', only its own Node object";
    return switch (request.subresource()) {
      case "" ->
          switch (request.verb()) {
            case "create", "update", "patch" -> ALLOW; // NodeRestriction: itself only
            case "get", "list", "watch" ->
                request.name().equals(node) || selects(request, "metadata.name", node)
                    ? ALLOW
                    : no(other);
            default -> no("");
          };
      case "status" -> Set.of("update", "patch").contains(request.verb()) ? ALLOW : no("");
      default -> no("");
    };
  }

  private Decision pod(String node, Attributes request) {
    return switch (request.subresource()) {
      case "" ->
          switch (request.verb()) {
            case "get" -> related(node, request);
            case "list", "watch" ->
                selects(request, "spec.nodeName", node)
                        || graph.reaches(node, "pods", request.namespace(), request.name())
                    ? ALLOW
                    : no("can only list/watch pods with spec.nodeName field selector");
            case "create", "delete" -> ALLOW; // NodeRestriction: mirror pods and its own only
            default -> no("");
          };
      case "status" ->
          switch (request.verb()) {
            case "update", "patch" -> related(node, request);
            default -> no("");
          };
      case "eviction" -> request.verb().equals("create") ? related(node, request) : no("");
      default -> no("");
    };
  }

  private static boolean selects(Attributes request, String field, String value) {
    if (request.fieldSelector() == null) {
      return true;
    }
    try {
      return FieldSelector.parse(request.fieldSelector()).terms().stream()
          .anyMatch(r -> r.field().equals(field) && r.equal() && r.value().equals(value));
    } catch (ApiException e) {
      return false; // the verb itself reports a selector that cannot be read
    }
  }

  private static Decision no(String reason) {
    return new Decision(Verdict.NO_OPINION, reason);
  }

  /** What every node may do alike. */
  private static final class NodeRules {
    private static final List<String> READ = List.of("get", "list", "watch");
    static final List<PolicyRule> ALL =
        List.of(
            rule(List.of("create"), "authentication.k8s.io", "tokenreviews"),
            rule(
                List.of("create"),
                "authorization.k8s.io",
                "subjectaccessreviews",
                "localsubjectaccessreviews"),
            rule(READ, "", "services"),
            rule(List.of("create", "update", "patch"), "", "events"),
            rule(List.of("create", "update", "patch"), "events.k8s.io", "events"),
            rule(
                List.of("create", "get", "list", "watch"),
                "certificates.k8s.io",
                "certificatesigningrequests"),
            rule(READ, "certificates.k8s.io", "clustertrustbundles"),
            rule(READ, "storage.k8s.io", "csidrivers"),
            rule(READ, "node.k8s.io", "runtimeclasses"));

    private static PolicyRule rule(List<String> verbs, String group, String... resources) {
      return new PolicyRule(verbs, List.of(group), List.of(resources), List.of(), List.of());
    }
  }
}
