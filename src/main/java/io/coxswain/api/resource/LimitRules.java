package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import io.coxswain.kube.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Defaults and rules of LimitRanges. */
final class LimitRules {
  private static final Set<String> TYPES = Set.of("Pod", "Container", "PersistentVolumeClaim");
  private static final Set<String> COMPUTED = Set.of("cpu", "memory", "ephemeral-storage");

  private LimitRules() {}

  /** Of containers: the greatest amount is the usual one, which is asked for, or the least. */
  static JsonObject defaults(JsonObject range) {
    JsonObject spec = range.object("spec");
    return spec.has("limits")
        ? range.with("spec", PodDefaults.eachObject(spec, "limits", LimitRules::item))
        : range;
  }

  private static JsonObject item(JsonObject item) {
    if (!item.string("type", "").equals("Container")) {
      return item;
    }
    JsonObject limits = filled(item.object("default"), item.object("max"));
    JsonObject requests = filled(filled(item.object("defaultRequest"), limits), item.object("min"));
    return item.with("default", limits.isEmpty() ? null : limits)
        .with("defaultRequest", requests.isEmpty() ? null : requests);
  }

  private static JsonObject filled(JsonObject amounts, JsonObject otherwise) {
    JsonObject out = amounts;
    for (String name : otherwise.names()) {
      out = out.has(name) ? out : out.with(name, otherwise.get(name));
    }
    return out;
  }

  static void validate(JsonObject range, List<FieldError> errors) {
    Set<String> types = new HashSet<>();
    int i = 0;
    for (JsonObject item : range.object("spec").objects("limits")) {
      String at = "spec.limits[" + i++ + "]";
      String type = item.string("type", "");
      String wrong = Names.qualifiedName(type);
      if (wrong == null && !type.contains("/") && !TYPES.contains(type)) {
        wrong = "must be a standard limit type or fully qualified";
      }
      Check.invalid(at + ".type", type, wrong, errors);
      if (!types.add(type)) {
        errors.add(FieldError.duplicate(at + ".type", type));
      }
      item(at, type, item, errors);
    }
  }

  private static void item(String path, String type, JsonObject item, List<FieldError> errors) {
    Set<String> names = new TreeSet<>();
    names(path, "max", type, item, names, errors);
    names(path, "min", type, item, names, errors);
    for (String field : List.of("default", "defaultRequest")) {
      if (!type.equals("Pod")) {
        names(path, field, type, item, names, errors);
      } else if (!item.object(field).isEmpty()) {
        errors.add(
            FieldError.forbidden(path + "." + field, "may not be specified when `type` is 'Pod'"));
      }
    }
    if (type.equals("PersistentVolumeClaim")
        && !item.object("min").has("storage")
        && !item.object("max").has("storage")) {
      errors.add(
          FieldError.required(
              path + ".limits",
              "either minimum or maximum storage value is required, but neither was provided"));
    }
    names(path, "maxLimitRequestRatio", type, item, names, errors);
    for (String name : names) {
      amounts(path, name, type.equals("Pod"), item, errors);
    }
  }

  private static void names(
      String path,
      String field,
      String type,
      JsonObject item,
      Set<String> names,
      List<FieldError> errors) {
    boolean pods = type.equals("Pod") || type.equals("Container");
    for (String name : item.object(field).names()) {
      String at = path + "." + field + "[" + name + "]";
      QuotaRules.resource(at, name, errors);
      boolean contained = COMPUTED.contains(name) || name.startsWith("hugepages-");
      if (pods && !name.contains("/") && !contained) {
        errors.add(FieldError.invalid(at, name, "must be a standard resource for containers"));
      }
      names.add(name);
    }
  }

  /** The amounts of one resource must be in order. */
  private static void amounts(
      String path, String name, boolean pod, JsonObject item, List<FieldError> errors) {
    Quantity min = amount(item, "min", name);
    Quantity max = amount(item, "max", name);
    Quantity limit = pod ? null : amount(item, "default", name);
    Quantity request = pod ? null : amount(item, "defaultRequest", name);
    String asked = path + ".defaultRequest[" + name + "]";
    String usual = path + ".default[" + name + "]";
    order(path + ".min[" + name + "]", min, "min", min, "max", max, errors);
    order(asked, request, "min", min, "default request", request, errors);
    order(asked, request, "default request", request, "max", max, errors);
    order(asked, request, "default request", request, "default limit", limit, errors);
    order(usual, min, "min", min, "default", limit, errors);
    order(usual, max, "default", limit, "max", max, errors);
    Quantity ratio = amount(item, "maxLimitRequestRatio", name);
    if (ratio != null) {
      ratio(path + ".maxLimitRequestRatio[" + name + "]", ratio, min, max, errors);
    }
    boolean overcommits =
        COMPUTED.contains(name) || name.contains("kubernetes.io/") || name.equals("storage");
    if (!overcommits && limit != null && request != null && limit.compareTo(request) != 0) {
      errors.add(
          FieldError.invalid(
              asked,
              request.toString(),
              "default value "
                  + limit
                  + " must equal to defaultRequest value "
                  + request
                  + " in "
                  + name));
    }
  }

  private static Quantity amount(JsonObject item, String field, String name) {
    Json value = item.object(field).get(name);
    return value == null ? null : Quantity.of(value);
  }

  private static void order(
      String path,
      Quantity shown,
      String low,
      Quantity least,
      String high,
      Quantity most,
      List<FieldError> errors) {
    if (least != null && most != null && least.compareTo(most) > 0) {
      errors.add(
          FieldError.invalid(
              path,
              shown.toString(),
              low + " value " + least + " is greater than " + high + " value " + most));
    }
  }

  private static void ratio(
      String path, Quantity ratio, Quantity min, Quantity max, List<FieldError> errors) {
    if (ratio.compareTo(Quantity.of(1)) < 0) {
      errors.add(FieldError.invalid(path, ratio.toString(), "ratio " + ratio + " is less than 1"));
    }
    if (min != null && max != null && min.signum() > 0) {
      double limit = max.value().doubleValue() / min.value().doubleValue();
      if (ratio.value().doubleValue() > limit) {
        errors.add(
            FieldError.invalid(
                path,
                ratio.toString(),
                String.format(Locale.ROOT, "ratio %s is greater than max/min = %f", ratio, limit)));
      }
    }
  }
}
