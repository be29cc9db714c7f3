package io.coxswain.api.authz;

import io.coxswain.json.JsonObject;

/** What a binding binds to: a ClusterRole (empty namespace) or a Role. */
record RoleReference(String namespace, String name) {
  static RoleReference of(JsonObject binding, String bindingNamespace) {
    JsonObject reference = binding.object("roleRef");
    boolean cluster = "ClusterRole".equals(reference.string("kind"));
    return new RoleReference(cluster ? "" : bindingNamespace, reference.string("name", ""));
  }

  String kind() {
    return namespace.isEmpty() ? "ClusterRole" : "Role";
  }
}
