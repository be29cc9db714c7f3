package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import io.coxswain.kube.Quantity;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules of ResourceQuotas. */
final class QuotaRules {
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final Set<String> COMPUTED =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");
  private static final Set<String> STORED =
      Set.of(
          "ephemeral-storage",
          "requests.ephemeral-storage",
          "limits.ephemeral-storage",
          "requests.storage");
  private static final List<Set<String>> CONFLICTING =
      List.of(Set.of("BestEffort", "NotBestEffort"), Set.of("Terminating", "NotTerminating"));

  private QuotaRules() {}

  static void quota(JsonObject quota, List<FieldError> errors) {
    JsonObject spec = quota.object("spec");
    amounts("spec.hard", spec.object("hard"), errors);
    scopes(spec, errors);
    if (spec.has("scopeSelector")) {
      selector(spec, errors);
    }
  }

  static void status(JsonObject quota, List<FieldError> errors) {
    JsonObject status = quota.object("status");
    amounts("status.hard", status.object("hard"), errors);
    amounts("status.used", status.object("used"), errors);
  }

  static void sameScopes(JsonObject quota, JsonObject old, List<FieldError> errors) {
    JsonObject now = quota.object("spec");
    Set<String> before = Set.copyOf(old.object("spec").strings("scopes"));
    if (!before.equals(Set.copyOf(now.strings("scopes")))) {
      errors.add(FieldError.invalid("spec.scopes", now.array("scopes"), Check.IMMUTABLE));
    }
  }

  private static void amounts(String path, JsonObject amounts, List<FieldError> errors) {
    for (Map.Entry<String, Json> amount : amounts.fields().entrySet()) {
      String name = amount.getKey();
      String at = path + "[" + name + "]";
      if (resource(at, name, errors) && !name.contains("/") && !isQuota(name)) {
        errors.add(FieldError.invalid(at, name, "must be a standard resource for quota"));
      }
      quantity(at, name, amount.getValue(), errors);
    }
  }

  /** A qualified name, and a known one where it has no prefix. */
  static boolean resource(String path, String name, List<FieldError> errors) {
    String wrong = Names.qualifiedName(name);
    if (wrong == null && !name.contains("/") && !isStandard(name)) {
      wrong = "must be a standard resource type or fully qualified";
    }
    Check.invalid(path, name, wrong, errors);
    return wrong == null;
  }

  private static boolean isStandard(String name) {
    return isQuota(name) || name.equals("storage") || name.startsWith("hugepages-");
  }

  private static boolean isQuota(String name) {
    return COUNTED.contains(name)
        || COMPUTED.contains(name)
        || STORED.contains(name)
        || name.startsWith("requests.hugepages-");
  }

  /** Not negative, and whole where things are counted. */
  static void quantity(String path, String name, Json value, List<FieldError> errors) {
    Quantity quantity = Quantity.of(value);
    if (quantity.signum() < 0) {
      errors.add(FieldError.invalid(path, quantity.toString(), Check.NOT_NEGATIVE));
    }
    boolean extended =
        name.contains("/") && !name.contains("kubernetes.io/") && !name.startsWith("requests.");
    boolean whole = quantity.value().remainder(BigDecimal.ONE).signum() == 0;
    if ((COUNTED.contains(name) || extended) && !whole) {
      errors.add(FieldError.invalid(path, quantity.toString(), "must be an integer"));
    }
  }

  private static void scopes(JsonObject spec, List<FieldError> errors) {
    Json all = spec.array("scopes");
    Set<String> seen = new HashSet<>();
    for (String scope : spec.strings("scopes")) {
      if (!isScope(scope)) {
        errors.add(FieldError.invalid("spec.scopes", all, "unsupported scope"));
      }
      fits("spec.scopes", all, scope, spec, errors);
      seen.add(scope);
    }
    conflicts("spec.scopes", all, seen, errors);
  }

  private static void selector(JsonObject spec, List<FieldError> errors) {
    String path = "spec.scopeSelector.matchExpressions";
    JsonObject selector = spec.object("scopeSelector");
    Set<String> seen = new HashSet<>();
    for (JsonObject requirement : selector.objects("matchExpressions")) {
      String scope = requirement.string("scopeName", "");
      if (!isScope(scope)) {
        errors.add(FieldError.invalid(path + ".scopeName", scope, "unsupported scope"));
      }
      fits(path, selector, scope, spec, errors);
      String operator = requirement.string("operator", "");
      boolean valued = scope.equals("PriorityClass") || scope.equals("VolumeAttributesClass");
      if (isScope(scope) && !valued && !operator.equals("Exists")) {
        errors.add(
            FieldError.invalid(
                path + ".operator",
                operator,
                "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                    + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                    + " ResourceQuotaScopeNotBestEffort or"
                    + " ResourceQuotaScopeCrossNamespacePodAffinity"));
      }
      operands(path, operator, requirement, errors);
      seen.add(scope);
    }
    conflicts("spec.scopeSelector.matchExpressions", spec.array("scopes"), seen, errors);
  }

  private static void operands(
      String path, String operator, JsonObject requirement, List<FieldError> errors) {
    boolean values = !requirement.array("values").isEmpty();
    switch (operator) {
      case "In", "NotIn" -> {
        if (!values) {
          errors.add(
              FieldError.required(
                  path + ".values",
                  "must be at least one value when `operator` is 'In' or 'NotIn' for scope"
                      + " selector"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values) {
          errors.add(
              FieldError.invalid(
                  path + ".values",
                  requirement.array("values"),
                  "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope"
                      + " selector"));
        }
      }
      default ->
          errors.add(
              FieldError.invalid(path + ".operator", operator, "not a valid selector operator"));
    }
  }

  private static boolean isScope(String scope) {
    return switch (scope) {
      case "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity",
          "VolumeAttributesClass" ->
          true;
      default -> false;
    };
  }

  /** Scopes narrow pods, and what pods use; one narrows claims. */
  private static void fits(
      String path, Json shown, String scope, JsonObject spec, List<FieldError> errors) {
    for (String name : spec.object("hard").names().stream().sorted().toList()) {
      boolean fit =
          switch (scope) {
            case "BestEffort" -> name.equals("pods");
            case "VolumeAttributesClass" ->
                name.equals("persistentvolumeclaims") || name.equals("requests.storage");
            default -> isScope(scope) && (name.equals("pods") || COMPUTED.contains(name));
          };
      if (isQuota(name) && !fit) {
        errors.add(FieldError.invalid(path, shown, "unsupported scope applied to resource"));
      }
    }
  }

  private static void conflicts(
      String path, Json shown, Set<String> scopes, List<FieldError> errors) {
    for (Set<String> pair : CONFLICTING) {
      if (scopes.containsAll(pair)) {
        errors.add(FieldError.invalid(path, shown, "conflicting scopes"));
      }
    }
  }
}
