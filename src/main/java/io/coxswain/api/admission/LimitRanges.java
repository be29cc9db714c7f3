package io.coxswain.api.admission;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What LimitRanges give to pods and claims and what they forbid. Pure. */
final class LimitRanges {
  private static final List<String> CONTAINERS = List.of("initContainers", "containers");

  private LimitRanges() {}

  /** {@code pod} with the defaults of one LimitRange and the annotation that tells of them. */
  static JsonObject defaulted(JsonObject pod, JsonObject limitRange) {
    JsonObject limits = JsonObject.EMPTY;
    JsonObject requests = JsonObject.EMPTY;
    for (JsonObject item : items(limitRange, "Container")) {
      limits = merged(limits, item.object("default"));
      requests = merged(requests, item.object("defaultRequest"));
    }
    if (limits.isEmpty() && requests.isEmpty()) {
      return pod;
    }
    List<String> told = new ArrayList<>();
    JsonObject spec = pod.object("spec");
    for (String list : List.of("containers", "initContainers")) {
      if (spec.has(list)) {
        JsonObject finalLimits = limits;
        JsonObject finalRequests = requests;
        spec =
            spec.with(
                list,
                spec.array(list).map(c -> container(c, finalLimits, finalRequests, list, told)));
      }
    }
    if (told.isEmpty()) {
      return pod;
    }
    return Meta.withAnnotation(
        pod.with("spec", spec),
        "kubernetes.io/limit-ranger",
        "LimitRanger plugin set: " + String.join("; ", told));
  }

  private static Json container(
      Json json, JsonObject limits, JsonObject requests, String list, List<String> told) {
    if (!(json instanceof JsonObject container)) {
      return json;
    }
    JsonObject out = container;
    String what = list.equals("containers") ? "container " : "init container ";
    for (String field : List.of("requests", "limits")) {
      JsonObject defaults = field.equals("requests") ? requests : limits;
      JsonObject own = out.object("resources").object(field);
      TreeSet<String> missing = new TreeSet<>(defaults.names());
      missing.removeAll(own.names());
      if (!missing.isEmpty()) {
        out = out.with("resources", out.object("resources").with(field, merged(own, defaults)));
        told.add(
            String.join(", ", missing)
                + " "
                + field.substring(0, field.length() - 1)
                + " for "
                + what
                + container.string("name", ""));
      }
    }
    return out;
  }

  /** {@code own}, completed from {@code others}. */
  private static JsonObject merged(JsonObject own, JsonObject others) {
    return others.isEmpty() ? own : JsonObject.builder().putAll(others).putAll(own).build();
  }

  /** What of one LimitRange the pod violates, in upstream's words. */
  static List<String> violations(JsonObject pod, JsonObject limitRange) {
    List<String> out = new ArrayList<>();
    JsonObject spec = pod.object("spec");
    for (JsonObject item : items(limitRange, "Container")) {
      for (String list : CONTAINERS) {
        for (JsonObject container : spec.objects(list)) {
          JsonObject resources = container.object("resources");
          check(
              out,
              item,
              "Container",
              quantities(resources.object("requests")),
              quantities(resources.object("limits")));
        }
      }
    }
    for (JsonObject item : items(limitRange, "Pod")) {
      check(out, item, "Pod", total(spec, "requests"), total(spec, "limits"));
    }
    return out;
  }

  /** What of one LimitRange the claim violates. */
  static List<String> claimViolations(JsonObject claim, JsonObject limitRange) {
    List<String> out = new ArrayList<>();
    var requests = quantities(claim.object("spec").object("resources").object("requests"));
    for (JsonObject item : items(limitRange, "PersistentVolumeClaim")) {
      quantities(item.object("min"))
          .forEach((r, min) -> minimum(out, r, "PersistentVolumeClaim", min, requests, Map.of()));
      quantities(item.object("max"))
          .forEach((r, max) -> maximum(out, r, "PersistentVolumeClaim", max, requests, requests));
    }
    return out;
  }

  private static void check(
      List<String> out,
      JsonObject item,
      String type,
      Map<String, Quantity> requests,
      Map<String, Quantity> limits) {
    quantities(item.object("min")).forEach((r, q) -> minimum(out, r, type, q, requests, limits));
    quantities(item.object("max")).forEach((r, q) -> maximum(out, r, type, q, requests, limits));
    quantities(item.object("maxLimitRequestRatio"))
        .forEach((r, q) -> ratio(out, r, type, q, requests.get(r), limits.get(r)));
  }

  private static void minimum(
      List<String> out,
      String resource,
      String type,
      Quantity enforced,
      Map<String, Quantity> requests,
      Map<String, Quantity> limits) {
    String head = "minimum " + resource + " usage per " + type + " is " + enforced;
    Quantity request = requests.get(resource);
    Quantity limit = limits.get(resource);
    if (request == null) {
      out.add(head + ".  No request is specified");
    } else if (request.compareTo(enforced) < 0) {
      out.add(head + ", but request is " + request);
    } else if (limit != null && limit.compareTo(enforced) < 0) {
      out.add(head + ", but limit is " + limit);
    }
  }

  private static void maximum(
      List<String> out,
      String resource,
      String type,
      Quantity enforced,
      Map<String, Quantity> requests,
      Map<String, Quantity> limits) {
    String head = "maximum " + resource + " usage per " + type + " is " + enforced;
    Quantity request = requests.get(resource);
    Quantity limit = limits.get(resource);
    if (limit == null) {
      out.add(head + ".  No limit is specified");
    } else if (request != null && request.compareTo(enforced) > 0) {
      out.add(head + ", but request is " + request);
    } else if (limit.compareTo(enforced) > 0) {
      out.add(head + ", but limit is " + limit);
    }
  }

  private static void ratio(
      List<String> out,
      String resource,
      String type,
      Quantity enforced,
      Quantity request,
      Quantity limit) {
    String head = resource + " max limit to request ratio per " + type + " is " + enforced;
    if (request == null || request.isZero()) {
      out.add(head + ", but no request is specified or request is 0");
    } else if (limit == null || limit.isZero()) {
      out.add(head + ", but no limit is specified or limit is 0");
    } else {
      BigDecimal actual = limit.value().divide(request.value(), 6, RoundingMode.HALF_UP);
      if (actual.compareTo(enforced.value()) > 0) {
        out.add(head + ", but provided ratio is " + actual.toPlainString());
      }
    }
  }

  /** The containers' sum, or the largest init container where that is more. */
  private static Map<String, Quantity> total(JsonObject spec, String field) {
    Map<String, Quantity> out = new TreeMap<>();
    for (JsonObject container : spec.objects("containers")) {
      quantities(container.object("resources").object(field))
          .forEach((resource, q) -> out.merge(resource, q, Quantity::plus));
    }
    for (JsonObject container : spec.objects("initContainers")) {
      quantities(container.object("resources").object(field))
          .forEach((resource, q) -> out.merge(resource, q, Quantity::max));
    }
    return out;
  }

  private static Map<String, Quantity> quantities(JsonObject resources) {
    Map<String, Quantity> out = new TreeMap<>();
    resources.fields().forEach((name, value) -> out.put(name, Quantity.of(value)));
    return out;
  }

  private static List<JsonObject> items(JsonObject limitRange, String type) {
    return limitRange.object("spec").objects("limits").stream()
        .filter(item -> type.equals(item.string("type")))
        .toList();
  }
}
