package io.coxswain.api.authz;

import java.util.ArrayList;
import java.util.List;

/** Role-based access control: allows what a rule bound to the user allows, else has no opinion. */
public final class RbacAuthorizer implements Authorizer {
  private final RbacIndex index;

  public RbacAuthorizer(RbacIndex index) {
    this.index = index;
  }

  @Override
  public Decision authorize(Attributes request) {
    // Namespaced bindings never reach paths, nor resources outside their namespace.
    String namespace = request.resourceRequest() ? request.namespace() : "";
    List<String> missing = new ArrayList<>();
    for (RbacIndex.Grant grant : index.grants(request.user(), namespace)) {
      List<PolicyRule> rules = index.rules(grant.role());
      if (rules == null) {
        missing.add(missing(grant.role()));
        continue;
      }
      for (PolicyRule rule : rules) {
        if (rule.allows(request)) {
          return new Decision(Verdict.ALLOW, reason(grant, request));
        }
      }
    }
    String why = missing.isEmpty() ? "" : "RBAC: " + list(missing);
    return new Decision(Verdict.NO_OPINION, why);
  }

  private static String missing(RoleReference role) {
    String resource = role.namespace().isEmpty() ? "clusterrole" : "role";
    return resource + ".rbac.authorization.k8s.io \"" + role.name() + "\" not found";
  }

  private static String list(List<String> errors) {
    List<String> distinct = errors.stream().distinct().toList();
    return distinct.size() == 1 ? distinct.getFirst() : "[" + String.join(", ", distinct) + "]";
  }

  private static String reason(RbacIndex.Grant grant, Attributes request) {
    String kind = grant.bindingNamespace().isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
    String binding =
        grant.bindingNamespace().isEmpty()
            ? grant.bindingName()
            : grant.bindingName() + "/" + grant.bindingNamespace();
    return "RBAC: allowed by "
        + kind
        + " \""
        + binding
        + "\" of "
        + grant.role().kind()
        + " \""
        + grant.role().name()
        + "\" to "
        + (request.user().name().isEmpty()
            ? "anonymous"
            : "User \"" + request.user().name() + "\"");
  }
}
