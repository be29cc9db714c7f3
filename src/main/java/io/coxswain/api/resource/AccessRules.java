package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.List;

/** Rules of RBAC's kinds. */
final class AccessRules {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private AccessRules() {}

  static void role(JsonObject role, List<FieldError> errors) {
    rules(role, true, errors);
  }

  static void clusterRole(JsonObject role, List<FieldError> errors) {
    rules(role, false, errors);
    int i = 0;
    for (JsonObject selector : role.object("aggregationRule").objects("clusterRoleSelectors")) {
      SelectorRules.validate("aggregationRule.clusterRoleSelectors[" + i++ + "]", selector, errors);
    }
    if (role.has("aggregationRule") && i == 0) {
      errors.add(
          FieldError.required(
              "aggregationRule.clusterRoleSelectors",
              "at least one clusterRoleSelector required if" + " aggregationRule is non-nil"));
    }
  }

  private static void rules(JsonObject role, boolean namespaced, List<FieldError> errors) {
    int i = 0;
    for (JsonObject rule : role.objects("rules")) {
      String at = "rules[" + i++ + "]";
      if (rule.array("verbs").isEmpty()) {
        errors.add(FieldError.required(at + ".verbs", "verbs must contain at least one value"));
      }
      if (!rule.array("nonResourceURLs").isEmpty()) {
        if (namespaced) {
          errors.add(
              FieldError.invalid(
                  at + ".nonResourceURLs",
                  rule.get("nonResourceURLs"),
                  "namespaced rules cannot apply to non-resource URLs"));
        }
        if (!rule.array("apiGroups").isEmpty()
            || !rule.array("resources").isEmpty()
            || !rule.array("resourceNames").isEmpty()) {
          errors.add(
              FieldError.invalid(
                  at + ".nonResourceURLs",
                  rule.get("nonResourceURLs"),
                  "rules cannot apply to both regular resources and non-resource URLs"));
        }
        continue;
      }
      if (rule.array("apiGroups").isEmpty()) {
        errors.add(
            FieldError.required(
                at + ".apiGroups", "resource rules must supply at least one api group"));
      }
      if (rule.array("resources").isEmpty()) {
        errors.add(
            FieldError.required(
                at + ".resources", "resource rules must supply at least one resource"));
      }
    }
  }

  static void roleBinding(JsonObject binding, List<FieldError> errors) {
    binding(binding, true, errors);
  }

  static void clusterRoleBinding(JsonObject binding, List<FieldError> errors) {
    binding(binding, false, errors);
  }

  private static void binding(JsonObject binding, boolean namespaced, List<FieldError> errors) {
    JsonObject role = binding.object("roleRef");
    if (!role.string("apiGroup", "").equals(GROUP)) {
      errors.add(
          FieldError.notSupported("roleRef.apiGroup", role.string("apiGroup", ""), List.of(GROUP)));
    }
    List<String> kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    Check.oneOf("roleRef.kind", role.string("kind", ""), kinds, errors);
    String name = role.string("name", "");
    if (Check.required("roleRef.name", name, errors)) {
      Check.invalid("roleRef.name", name, Names.pathSegment(name), errors);
    }
    int i = 0;
    for (JsonObject subject : binding.objects("subjects")) {
      subject("subjects[" + i++ + "]", subject, namespaced, errors);
    }
  }

  private static void subject(
      String path, JsonObject subject, boolean namespaced, List<FieldError> errors) {
    String name = subject.string("name", "");
    Check.required(path + ".name", name, errors);
    String group = subject.string("apiGroup", "");
    switch (subject.string("kind", "")) {
      case "ServiceAccount" -> {
        if (!name.isEmpty()) {
          Check.invalid(path + ".name", name, Names.dnsSubdomain(name), errors);
        }
        if (!group.isEmpty()) {
          errors.add(FieldError.notSupported(path + ".apiGroup", group, List.of("")));
        }
        if (!namespaced && subject.string("namespace", "").isEmpty()) {
          errors.add(FieldError.required(path + ".namespace", ""));
        }
      }
      case "User", "Group" -> {
        if (!group.equals(GROUP)) {
          errors.add(FieldError.notSupported(path + ".apiGroup", group, List.of(GROUP)));
        }
      }
      default ->
          errors.add(
              FieldError.notSupported(
                  path + ".kind",
                  subject.string("kind", ""),
                  List.of("ServiceAccount", "User", "Group")));
    }
  }

  static void sameRole(JsonObject binding, JsonObject old, List<FieldError> errors) {
    if (!binding.object("roleRef").equals(old.object("roleRef"))) {
      errors.add(FieldError.invalid("roleRef", binding.get("roleRef"), "cannot change roleRef"));
    }
  }

  /** Subjects and roles belong to RBAC's group where they name none. */
  static JsonObject defaults(JsonObject binding) {
    JsonObject role = binding.object("roleRef");
    JsonObject out =
        role.string("apiGroup", "").isEmpty() && !role.isEmpty()
            ? binding.with("roleRef", role.with("apiGroup", GROUP))
            : binding;
    return PodDefaults.eachObject(
        out,
        "subjects",
        subject ->
            subject.string("kind", "").equals("ServiceAccount")
                    || !subject.string("apiGroup", "").isEmpty()
                ? subject
                : subject.with("apiGroup", GROUP));
  }
}
