package io.coxswain.api.authz;

import io.coxswain.api.authn.UserInfo;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Roles and bindings in memory, found by subject. One thread changes it (the cache's feed), any
 * number read; a reader may see a binding a moment before or after its role, as upstream's
 * informers may.
 */
public final class RbacIndex {
  /** The storage resources it must be told of. */
  public static final List<String> RESOURCES =
      List.of(
          "roles.rbac.authorization.k8s.io",
          "clusterroles.rbac.authorization.k8s.io",
          "rolebindings.rbac.authorization.k8s.io",
          "clusterrolebindings.rbac.authorization.k8s.io");

  private final Map<RoleReference, List<PolicyRule>> roles = new ConcurrentHashMap<>();
  // namespace ("" = whole cluster) -> subject key -> bindings by name
  private final Map<String, Map<String, Map<String, Grant>>> grants = new ConcurrentHashMap<>();

  /** A binding as one subject sees it. */
  record Grant(String bindingName, String bindingNamespace, RoleReference role) {}

  /**
   * Takes over one change; either object is {@code null} for a creation or deletion.
   *
   * @param resource one of {@link #RESOURCES}; others are ignored
   */
  public void changed(String resource, JsonObject old, JsonObject now) {
    switch (resource) {
      case "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io" ->
          roleChanged(old, now);
      case "rolebindings.rbac.authorization.k8s.io",
          "clusterrolebindings.rbac.authorization.k8s.io" ->
          bindingChanged(old, now);
      default -> {}
    }
  }

  private void roleChanged(JsonObject old, JsonObject now) {
    if (now != null) {
      roles.put(new RoleReference(Meta.namespace(now), Meta.name(now)), PolicyRule.allOf(now));
    } else if (old != null) {
      roles.remove(new RoleReference(Meta.namespace(old), Meta.name(old)));
    }
  }

  private void bindingChanged(JsonObject old, JsonObject now) {
    List<String> before = old == null ? List.of() : Subjects.keysOf(old, Meta.namespace(old));
    List<String> after = now == null ? List.of() : Subjects.keysOf(now, Meta.namespace(now));
    if (now != null) {
      String namespace = Meta.namespace(now);
      Grant grant = new Grant(Meta.name(now), namespace, RoleReference.of(now, namespace));
      for (String subject : after) {
        grants
            .computeIfAbsent(namespace, n -> new ConcurrentHashMap<>())
            .computeIfAbsent(subject, s -> new ConcurrentHashMap<>())
            .put(grant.bindingName(), grant);
      }
    }
    for (String subject : before) {
      if (!after.contains(subject)) {
        remove(Meta.namespace(old), subject, Meta.name(old));
      }
    }
  }

  private void remove(String namespace, String subject, String name) {
    Map<String, Map<String, Grant>> bySubject = grants.get(namespace);
    Map<String, Grant> bindings = bySubject == null ? null : bySubject.get(subject);
    if (bindings == null) {
      return;
    }
    bindings.remove(name);
    if (bindings.isEmpty()) {
      bySubject.remove(subject);
    }
    if (bySubject.isEmpty()) {
      grants.remove(namespace);
    }
  }

  /** The rules of a role; {@code null} where it does not exist. */
  List<PolicyRule> rules(RoleReference role) {
    return roles.get(role);
  }

  /**
   * The bindings of {@code user}: those of the whole cluster, then those of {@code namespace}
   * unless that is empty.
   */
  List<Grant> grants(UserInfo user, String namespace) {
    List<String> subjects = Subjects.keysOf(user);
    List<Grant> out = new ArrayList<>();
    collect(out, subjects, "");
    if (!namespace.isEmpty()) {
      collect(out, subjects, namespace);
    }
    return out;
  }

  private void collect(List<Grant> out, List<String> subjects, String namespace) {
    Map<String, Map<String, Grant>> bySubject = grants.get(namespace);
    if (bySubject == null) {
      return;
    }
    for (String subject : subjects) {
      Map<String, Grant> found = bySubject.get(subject);
      if (found != null) {
        out.addAll(found.values());
      }
    }
  }

  /** Every rule that holds for {@code user} in {@code namespace} (empty: cluster-wide only). */
  public List<PolicyRule> rulesFor(UserInfo user, String namespace) {
    List<PolicyRule> out = new ArrayList<>();
    for (Grant grant : grants(user, namespace)) {
      List<PolicyRule> rules = roles.get(grant.role());
      if (rules != null) {
        out.addAll(rules);
      }
    }
    return out;
  }
}
