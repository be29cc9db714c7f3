package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.List;

/** Rules of affinity and topology spread. */
final class AffinityRules {
  private static final List<String> NODE_OPERATORS =
      List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt");

  private AffinityRules() {}

  static void validate(String path, JsonObject spec, List<FieldError> errors) {
    JsonObject affinity = spec.object("affinity");
    String at = path + ".affinity";
    nodeAffinity(at + ".nodeAffinity", affinity.object("nodeAffinity"), errors);
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      podAffinity(at + "." + kind, affinity.object(kind), errors);
    }
    int i = 0;
    for (JsonObject spread : spec.objects("topologySpreadConstraints")) {
      spread(path + ".topologySpreadConstraints[" + i++ + "]", spread, errors);
    }
  }

  private static void nodeAffinity(String path, JsonObject affinity, List<FieldError> errors) {
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    if (affinity.has(required)) {
      nodeSelector(path + "." + required, affinity.object(required), errors);
    }
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    int i = 0;
    for (JsonObject term : affinity.objects(preferred)) {
      String at = path + "." + preferred + "[" + i++ + "]";
      weight(at, term, errors);
      nodeTerm(at + ".preference", term.object("preference"), errors);
    }
  }

  static void nodeSelector(String path, JsonObject selector, List<FieldError> errors) {
    List<JsonObject> terms = selector.objects("nodeSelectorTerms");
    if (terms.isEmpty()) {
      errors.add(
          FieldError.required(
              path + ".nodeSelectorTerms", "must have at least one node selector term"));
    }
    int i = 0;
    for (JsonObject term : terms) {
      nodeTerm(path + ".nodeSelectorTerms[" + i++ + "]", term, errors);
    }
  }

  private static void nodeTerm(String path, JsonObject term, List<FieldError> errors) {
    int i = 0;
    for (JsonObject expression : term.objects("matchExpressions")) {
      String at = path + ".matchExpressions[" + i++ + "]";
      int values = expression.array("values").size();
      String operator = expression.string("operator", "");
      switch (operator) {
        case "In", "NotIn", "Exists", "DoesNotExist" ->
            SelectorRules.values(at, operator, values, errors);
        case "Gt", "Lt" -> {
          if (values != 1) {
            errors.add(
                FieldError.required(
                    at + ".values",
                    "must be specified single value when `operator` is 'Lt' or 'Gt'"));
          }
        }
        default ->
            errors.add(
                FieldError.invalid(at + ".operator", operator, "not a valid selector operator"));
      }
      if (NODE_OPERATORS.contains(operator)) {
        String key = expression.string("key", "");
        Check.invalid(at + ".key", key, Names.qualifiedName(key), errors);
      }
    }
  }

  private static void podAffinity(String path, JsonObject affinity, List<FieldError> errors) {
    int i = 0;
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    for (JsonObject term : affinity.objects(required)) {
      podTerm(path + "." + required + "[" + i++ + "]", term, errors);
    }
    i = 0;
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    for (JsonObject term : affinity.objects(preferred)) {
      String at = path + "." + preferred + "[" + i++ + "]";
      weight(at, term, errors);
      podTerm(at + ".podAffinityTerm", term.object("podAffinityTerm"), errors);
    }
  }

  private static void podTerm(String path, JsonObject term, List<FieldError> errors) {
    SelectorRules.validate(path + ".labelSelector", term.object("labelSelector"), errors);
    for (String namespace : term.strings("namespaces")) {
      Check.invalid(path + ".namespace", namespace, Names.dnsLabel(namespace), errors);
    }
    String key = term.string("topologyKey", "");
    if (key.isEmpty()) {
      errors.add(FieldError.required(path + ".topologyKey", "can not be empty"));
    } else {
      Check.invalid(path + ".topologyKey", key, Names.qualifiedName(key), errors);
    }
  }

  private static void weight(String path, JsonObject term, List<FieldError> errors) {
    long weight = term.integer("weight", 0);
    if (weight < 1 || weight > 100) {
      errors.add(FieldError.invalid(path + ".weight", weight, "must be in the range 1-100"));
    }
  }

  private static void spread(String path, JsonObject spread, List<FieldError> errors) {
    long skew = spread.integer("maxSkew", 0);
    if (skew <= 0) {
      errors.add(FieldError.invalid(path + ".maxSkew", skew, "must be greater than zero"));
    }
    if (spread.string("topologyKey", "").isEmpty()) {
      errors.add(FieldError.required(path + ".topologyKey", "can not be empty"));
    }
    Check.oneOf(
        path + ".whenUnsatisfiable",
        spread.string("whenUnsatisfiable", ""),
        List.of("DoNotSchedule", "ScheduleAnyway"),
        errors);
    SelectorRules.validate(path + ".labelSelector", spread.object("labelSelector"), errors);
  }
}
