package io.coxswain.api.resource;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.LabelSelector;
import io.coxswain.kube.Names;
import java.util.List;

/** Rules of {@code metav1.LabelSelector}. */
final class SelectorRules {
  private SelectorRules() {}

  static void validate(String path, JsonObject selector, List<FieldError> errors) {
    Check.labels(path + ".matchLabels", selector.object("matchLabels"), errors);
    int i = 0;
    for (JsonObject expression : selector.objects("matchExpressions")) {
      String at = path + ".matchExpressions[" + i++ + "]";
      int values = expression.array("values").size();
      String operator = expression.string("operator", "");
      switch (operator) {
        case "In", "NotIn", "Exists", "DoesNotExist" -> values(at, operator, values, errors);
        default ->
            errors.add(
                FieldError.invalid(at + ".operator", operator, "not a valid selector operator"));
      }
      String key = expression.string("key", "");
      Check.invalid(at + ".key", key, Names.qualifiedName(key), errors);
      int j = 0;
      for (String value : expression.strings("values")) {
        Check.invalid(at + ".values[" + j++ + "]", value, Names.labelValue(value), errors);
      }
    }
  }

  /** Whether an operator on sets has as many values as it takes. */
  static void values(String path, String operator, int count, List<FieldError> errors) {
    boolean needed = operator.equals("In") || operator.equals("NotIn");
    if (needed && count == 0) {
      errors.add(
          FieldError.required(
              path + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (!needed && count > 0) {
      errors.add(
          FieldError.forbidden(
              path + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
  }

  static boolean isEmpty(JsonObject selector) {
    return selector.object("matchLabels").isEmpty() && selector.array("matchExpressions").isEmpty();
  }

  /** Whether the selector matches; a selector that is no good matches nothing. */
  static boolean matches(JsonObject selector, JsonObject labels) {
    try {
      return LabelSelector.ofObject(selector).matches(labels.stringMap());
    } catch (ApiException e) {
      return false;
    }
  }
}
