package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.List;

/** Rules of smaller kinds. */
final class PolicyRules {
  private static final long HIGHEST_USER_PRIORITY = 1_000_000_000;

  private PolicyRules() {}

  static void lease(JsonObject lease, List<FieldError> errors) {
    JsonObject spec = lease.object("spec");
    Check.positive("spec.leaseDurationSeconds", spec.get("leaseDurationSeconds"), errors);
    Check.notNegative("spec.leaseTransitions", spec.get("leaseTransitions"), errors);
  }

  static void disruptionBudget(JsonObject budget, List<FieldError> errors) {
    JsonObject spec = budget.object("spec");
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      errors.add(
          FieldError.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"));
    }
    for (String field : List.of("minAvailable", "maxUnavailable")) {
      WorkloadRules.numberOrPercent("spec." + field, spec.get(field), errors);
      WorkloadRules.atMostAll("spec." + field, spec.get(field), errors);
    }
    if (spec.has("selector")) {
      SelectorRules.validate("spec.selector", spec.object("selector"), errors);
    }
  }

  static void priorityClass(JsonObject object, List<FieldError> errors) {
    long value = object.integer("value", 0);
    String name = object.object("metadata").string("name", "");
    if (name.startsWith("system-")) {
      boolean known = name.equals("system-node-critical") || name.equals("system-cluster-critical");
      if (!known) {
        errors.add(
            FieldError.forbidden(
                "metadata.name",
                "priority class names with 'system-' prefix are reserved for system use only."
                    + " error: "
                    + name
                    + " is not a known system priority class"));
      }
    } else if (value > HIGHEST_USER_PRIORITY) {
      errors.add(
          FieldError.forbidden(
              "value",
              "maximum allowed value of a user defined priority is " + HIGHEST_USER_PRIORITY));
    }
    if (object.has("preemptionPolicy")) {
      Check.oneOf(
          "preemptionPolicy",
          object.string("preemptionPolicy"),
          List.of("Never", "PreemptLowerPriority"),
          errors);
    }
  }

  static void samePriority(JsonObject object, JsonObject old, List<FieldError> errors) {
    if (object.integer("value", 0) != old.integer("value", 0)) {
      errors.add(FieldError.invalid("value", object.integer("value", 0), Check.IMMUTABLE));
    }
    Json policy = object.get("preemptionPolicy");
    Check.immutable("preemptionPolicy", policy, old.get("preemptionPolicy"), errors);
  }

  static void runtimeClass(JsonObject object, List<FieldError> errors) {
    String handler = object.string("handler", "");
    Check.invalid("handler", handler, Names.dnsLabel(handler), errors);
  }

  static void storageClass(JsonObject object, List<FieldError> errors) {
    String provisioner = object.string("provisioner", "");
    if (Check.required("provisioner", provisioner, errors)) {
      Check.invalid(
          "provisioner",
          provisioner,
          Names.qualifiedName(provisioner.toLowerCase(java.util.Locale.ROOT)),
          errors);
    }
    if (object.has("reclaimPolicy")) {
      Check.oneOf(
          "reclaimPolicy", object.string("reclaimPolicy"), List.of("Delete", "Retain"), errors);
    }
    if (object.has("volumeBindingMode")) {
      Check.oneOf(
          "volumeBindingMode",
          object.string("volumeBindingMode"),
          List.of("Immediate", "WaitForFirstConsumer"),
          errors);
    }
  }

  static void sameStorageClass(JsonObject object, JsonObject old, List<FieldError> errors) {
    if (!object.object("parameters").equals(old.object("parameters"))) {
      errors.add(FieldError.forbidden("parameters", "updates to parameters are forbidden."));
    }
    if (!object.string("provisioner", "").equals(old.string("provisioner", ""))) {
      errors.add(FieldError.forbidden("provisioner", "updates to provisioner are forbidden."));
    }
    if (!object.string("reclaimPolicy", "").equals(old.string("reclaimPolicy", ""))) {
      errors.add(FieldError.forbidden("reclaimPolicy", "updates to reclaimPolicy are forbidden."));
    }
    Check.immutable(
        "volumeBindingMode", object.get("volumeBindingMode"), old.get("volumeBindingMode"), errors);
  }

  static void ingress(JsonObject ingress, List<FieldError> errors) {
    JsonObject spec = ingress.object("spec");
    if (spec.array("rules").isEmpty() && !spec.has("defaultBackend")) {
      errors.add(
          FieldError.invalid(
              "spec", spec.array("rules"), "either `defaultBackend` or `rules` must be specified"));
    }
    if (spec.has("defaultBackend")) {
      backend("spec.defaultBackend", spec.object("defaultBackend"), errors);
    }
    int i = 0;
    for (JsonObject rule : spec.objects("rules")) {
      String at = "spec.rules[" + i++ + "]";
      String host = rule.string("host", "");
      if (!host.isEmpty() && Addresses.parse(host) != null) {
        errors.add(FieldError.invalid(at + ".host", host, "must be a DNS name, not an IP address"));
      } else if (!host.isEmpty() && !host.startsWith("*.")) {
        Check.invalid(at + ".host", host, Names.dnsSubdomain(host), errors);
      }
      paths(at + ".http", rule, errors);
    }
  }

  private static void paths(String path, JsonObject rule, List<FieldError> errors) {
    if (!rule.has("http")) {
      return;
    }
    List<JsonObject> paths = rule.object("http").objects("paths");
    if (paths.isEmpty()) {
      errors.add(FieldError.required(path + ".paths", ""));
    }
    int i = 0;
    for (JsonObject each : paths) {
      String at = path + ".paths[" + i++ + "]";
      String type = each.string("pathType", "");
      if (type.isEmpty()) {
        errors.add(FieldError.required(at + ".pathType", "pathType must be specified"));
      } else {
        Check.oneOf(
            at + ".pathType", type, List.of("Exact", "ImplementationSpecific", "Prefix"), errors);
      }
      String where = each.string("path", "");
      boolean absolute = type.equals("Exact") || type.equals("Prefix") || !where.isEmpty();
      if (absolute && !where.startsWith("/")) {
        errors.add(FieldError.invalid(at + ".path", where, "must be an absolute path"));
      }
      backend(at + ".backend", each.object("backend"), errors);
    }
  }

  private static void backend(String path, JsonObject backend, List<FieldError> errors) {
    boolean service = backend.has("service");
    boolean resource = backend.has("resource");
    if (service && resource) {
      errors.add(FieldError.invalid(path, "", "cannot set both resource and service backends"));
    } else if (!service && !resource) {
      errors.add(FieldError.required(path, "resource or service backend is required"));
    } else if (service) {
      JsonObject target = backend.object("service");
      String name = target.string("name", "");
      if (Check.required(path + ".service.name", name, errors)) {
        Check.invalid(path + ".service.name", name, Names.dns1035Label(name), errors);
      }
      JsonObject port = target.object("port");
      if (!port.has("name") && !port.has("number")) {
        errors.add(FieldError.required(path, "port name or number is required"));
      }
    }
  }

  static void networkPolicy(JsonObject policy, List<FieldError> errors) {
    JsonObject spec = policy.object("spec");
    SelectorRules.validate("spec.podSelector", spec.object("podSelector"), errors);
    for (String direction : List.of("ingress:from", "egress:to")) {
      String[] names = direction.split(":");
      int i = 0;
      for (JsonObject rule : spec.objects(names[0])) {
        int j = 0;
        for (JsonObject peer : rule.objects(names[1])) {
          String at = "spec." + names[0] + "[" + i + "]." + names[1] + "[" + j++ + "]";
          peer(at, peer, errors);
        }
        i++;
      }
    }
    int i = 0;
    for (String type : spec.strings("policyTypes")) {
      Check.oneOf("spec.policyTypes[" + i++ + "]", type, List.of("Egress", "Ingress"), errors);
    }
  }

  private static void peer(String path, JsonObject peer, List<FieldError> errors) {
    if (peer.isEmpty()) {
      errors.add(FieldError.required(path, "must specify a peer"));
    }
    boolean block = peer.has("ipBlock");
    if (block && peer.size() > 1) {
      errors.add(FieldError.forbidden(path, "may not specify both ipBlock and another peer"));
    }
    if (block) {
      String cidr = peer.object("ipBlock").string("cidr", "");
      if (Check.required(path + ".ipBlock.cidr", cidr, errors)) {
        Check.invalid(path + ".ipBlock.cidr", cidr, Addresses.cidr(cidr), errors);
      }
    }
  }

  /** What the rules speak of, where the policy does not say. */
  static JsonObject networkPolicyDefaults(JsonObject policy) {
    JsonObject spec = policy.object("spec");
    if (!spec.array("policyTypes").isEmpty()) {
      return policy;
    }
    List<String> types =
        spec.array("egress").isEmpty() ? List.of("Ingress") : List.of("Ingress", "Egress");
    return policy.with(
        "spec", spec.with("policyTypes", io.coxswain.json.JsonArray.ofStrings(types)));
  }

  static void ipAddress(JsonObject object, List<FieldError> errors) {
    JsonObject parent = object.object("spec").object("parentRef");
    if (parent.isEmpty()) {
      errors.add(FieldError.required("spec.parentRef", ""));
      return;
    }
    Check.required("spec.parentRef.resource", parent.string("resource"), errors);
    Check.required("spec.parentRef.name", parent.string("name"), errors);
  }

  static void sameParent(JsonObject object, JsonObject old, List<FieldError> errors) {
    Check.immutable(
        "spec.parentRef",
        object.object("spec").get("parentRef"),
        old.object("spec").get("parentRef"),
        errors);
  }
}
