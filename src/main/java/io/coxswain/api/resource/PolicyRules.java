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
    StorageRules.parameters(object.object("parameters"), errors);
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
}
