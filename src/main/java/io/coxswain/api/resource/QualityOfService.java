package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The quality-of-service class of a pod (core/v1/helper/qos). */
final class QualityOfService {
  private QualityOfService() {}

  static String of(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    if (spec.has("resources")) {
      return of(List.of(spec.object("resources")));
    }
    List<JsonObject> resources = new ArrayList<>();
    for (String list : List.of("containers", "initContainers")) {
      spec.objects(list).forEach(c -> resources.add(c.object("resources")));
    }
    return of(resources);
  }

  private static String of(List<JsonObject> resources) {
    Map<String, Quantity> requests = new HashMap<>();
    Map<String, Quantity> limits = new HashMap<>();
    boolean guaranteed = true;
    for (JsonObject each : resources) {
      add(each.object("requests"), requests);
      guaranteed &= add(each.object("limits"), limits) == 2;
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return "BestEffort";
    }
    return guaranteed && requests.equals(limits) ? "Guaranteed" : "Burstable";
  }

  /** Sums what is above zero of CPU and memory; answers how many of the two there were. */
  private static int add(JsonObject list, Map<String, Quantity> sums) {
    int found = 0;
    for (String name : List.of("cpu", "memory")) {
      Json value = list.get(name);
      Quantity quantity = Quantity.of(value);
      if (value != null && quantity.signum() > 0) {
        sums.merge(name, quantity, Quantity::plus);
        found++;
      }
    }
    return found;
  }
}
