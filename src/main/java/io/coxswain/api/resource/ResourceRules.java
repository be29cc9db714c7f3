package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.json.JsonString;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import io.coxswain.kube.Quantity;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules of requests and limits. */
final class ResourceRules {
  private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");

  private ResourceRules() {}

  static void validate(String path, JsonObject resources, List<FieldError> errors) {
    JsonObject limits = resources.object("limits");
    JsonObject requests = resources.object("requests");
    for (Map.Entry<String, Json> limit : limits.fields().entrySet()) {
      String at = path + ".limits[" + limit.getKey() + "]";
      name(at, limit.getKey(), errors);
      quantity(at, limit.getKey(), limit.getValue(), errors);
    }
    for (Map.Entry<String, Json> request : requests.fields().entrySet()) {
      String name = request.getKey();
      String at = path + ".requests[" + name + "]";
      name(at, name, errors);
      quantity(at, name, request.getValue(), errors);
      Json limit = limits.get(name);
      if (limit == null) {
        if (!overcommits(name)) {
          errors.add(
              FieldError.required(
                  path + ".limits", "Limit must be set for non overcommitable resources"));
        }
        continue;
      }
      int order = Quantity.of(request.getValue()).compareTo(Quantity.of(limit));
      String text = text(request.getValue());
      if (order != 0 && !overcommits(name)) {
        errors.add(
            FieldError.invalid(
                path + ".requests", text, "must be equal to " + name + " limit of " + text(limit)));
      } else if (order > 0) {
        errors.add(
            FieldError.invalid(
                path + ".requests",
                text,
                "must be less than or equal to " + name + " limit of " + text(limit)));
      }
    }
  }

  private static String text(Json quantity) {
    return Quantity.of(quantity).toString();
  }

  private static boolean overcommits(String name) {
    return CONTAINER.contains(name) || name.contains("kubernetes.io/") && !isHugePages(name);
  }

  private static boolean isHugePages(String name) {
    return name.startsWith("hugepages-");
  }

  private static void name(String path, String name, List<FieldError> errors) {
    Check.invalid(path, name, Names.qualifiedName(name), errors);
    if (!name.contains("/") && !CONTAINER.contains(name) && !isHugePages(name)) {
      errors.add(
          FieldError.invalid(path, name, "must be a standard resource type or fully qualified"));
      errors.add(FieldError.invalid(path, name, "must be a standard resource for containers"));
    }
  }

  private static void quantity(String path, String name, Json value, List<FieldError> errors) {
    Quantity quantity = Quantity.of(value);
    String text = value instanceof JsonString s ? s.value() : quantity.toString();
    if (quantity.signum() < 0) {
      errors.add(FieldError.invalid(path, text, Check.NOT_NEGATIVE));
    }
    boolean whole = !CONTAINER.contains(name);
    if (whole
        && quantity.value().setScale(0, RoundingMode.CEILING).compareTo(quantity.value()) != 0) {
      errors.add(FieldError.invalid(path, text, "must be an integer"));
    }
  }
}
