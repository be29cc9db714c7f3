package io.coxswain.kube;

import io.coxswain.json.Json;
import io.coxswain.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one object counts for in a ResourceQuota: amounts by the names of {@code spec.hard}
 * (pkg/quota/v1/evaluator upstream).
 */
public final class QuotaUsage {
  private static final String CLASS = ".storageclass.storage.k8s.io/";
  private static final Quantity ONE = Quantity.of(1);
  private static final Set<String> COUNTED =
      Set.of("configmaps", "secrets", "replicationcontrollers", "resourcequotas");
  private static final Set<String> PLAIN = Set.of("cpu", "memory", "ephemeral-storage");

  private QuotaUsage() {}

  /** The usage of an object of {@code groupResource}, such as {@code replicasets.apps}. */
  public static Map<String, Quantity> of(String groupResource, JsonObject object) {
    Map<String, Quantity> out = new TreeMap<>();
    out.put("count/" + groupResource, ONE);
    switch (groupResource) {
      case "pods" -> pod(object, out);
      case "services" -> service(object, out);
      case "persistentvolumeclaims" -> claim(object, out);
      default -> {
        if (COUNTED.contains(groupResource)) {
          out.put(groupResource, ONE);
        }
      }
    }
    return out;
  }

  /** The group resource that a name of {@code spec.hard} is about. */
  public static String resourceOf(String name) {
    if (name.startsWith("count/")) {
      return name.substring(6);
    }
    if (name.equals("services") || name.startsWith("services.")) {
      return "services";
    }
    if (name.equals("persistentvolumeclaims")
        || name.equals("requests.storage")
        || name.contains(CLASS)) {
      return "persistentvolumeclaims";
    }
    return COUNTED.contains(name) ? name : "pods";
  }

  private static void pod(JsonObject pod, Map<String, Quantity> out) {
    String phase = pod.object("status").string("phase", "");
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return; // it holds nothing any more but its place among all objects
    }
    out.put("pods", ONE);
    amounts(pod.object("spec"), "requests")
        .forEach(
            (name, amount) -> {
              out.put("requests." + name, amount);
              if (PLAIN.contains(name)) {
                out.put(name, amount);
              }
            });
    amounts(pod.object("spec"), "limits")
        .forEach((name, amount) -> out.put("limits." + name, amount));
  }

  /** The most a pod has at one time, by resource: its containers, or one init container. */
  private static Map<String, Quantity> amounts(JsonObject spec, String field) {
    Map<String, Quantity> running = new TreeMap<>();
    for (JsonObject container : spec.objects("containers")) {
      add(running, container.object("resources").object(field));
    }
    Map<String, Quantity> starting = new TreeMap<>();
    Map<String, Quantity> sidecars = new TreeMap<>();
    for (JsonObject container : spec.objects("initContainers")) {
      JsonObject own = container.object("resources").object(field);
      Map<String, Quantity> now = new TreeMap<>(sidecars);
      add(now, own);
      if (container.string("restartPolicy", "").equals("Always")) {
        add(running, own);
        sidecars = now;
      }
      now.forEach((name, amount) -> starting.merge(name, amount, Quantity::max));
    }
    starting.forEach((name, amount) -> running.merge(name, amount, Quantity::max));
    add(running, spec.object("overhead"));
    spec.object("resources")
        .object(field)
        .fields()
        .forEach((name, amount) -> running.put(name, Quantity.of(amount)));
    return running;
  }

  private static void add(Map<String, Quantity> sum, JsonObject amounts) {
    for (Map.Entry<String, Json> amount : amounts.fields().entrySet()) {
      sum.merge(amount.getKey(), Quantity.of(amount.getValue()), Quantity::plus);
    }
  }

  private static void service(JsonObject service, Map<String, Quantity> out) {
    JsonObject spec = service.object("spec");
    out.put("services", ONE);
    out.put("services.nodeports", Quantity.ZERO);
    out.put("services.loadbalancers", Quantity.ZERO);
    int ports = spec.array("ports").size();
    switch (spec.string("type", "")) {
      case "NodePort" -> out.put("services.nodeports", Quantity.of(ports));
      case "LoadBalancer" -> {
        out.put("services.loadbalancers", ONE);
        boolean given = spec.bool("allocateLoadBalancerNodePorts", true);
        out.put("services.nodeports", given ? Quantity.of(ports) : Quantity.ZERO);
      }
      default -> {}
    }
  }

  private static void claim(JsonObject claim, Map<String, Quantity> out) {
    JsonObject spec = claim.object("spec");
    String storageClass = spec.string("storageClassName", "");
    out.put("persistentvolumeclaims", ONE);
    Json storage = spec.object("resources").object("requests").get("storage");
    if (!storageClass.isEmpty()) {
      out.put(storageClass + CLASS + "persistentvolumeclaims", ONE);
    }
    if (storage != null) {
      out.put("requests.storage", Quantity.of(storage));
      if (!storageClass.isEmpty()) {
        out.put(storageClass + CLASS + "requests.storage", Quantity.of(storage));
      }
    }
  }

  /** Whether a quota's scopes take in this object; scoped quotas are about pods only. */
  public static boolean isInScope(JsonObject quota, String groupResource, JsonObject object) {
    JsonObject spec = quota.object("spec");
    if (!spec.strings("scopes").isEmpty() && !groupResource.equals("pods")) {
      return false;
    }
    for (String scope : spec.strings("scopes")) {
      if (!has(object, scope, "Exists", Set.of())) {
        return false;
      }
    }
    for (JsonObject term : spec.object("scopeSelector").objects("matchExpressions")) {
      Set<String> values = new LinkedHashSet<>(term.strings("values"));
      boolean pod = groupResource.equals("pods");
      if (!pod || !has(object, term.string("scopeName", ""), term.string("operator", ""), values)) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(JsonObject pod, String scope, String operator, Set<String> values) {
    JsonObject spec = pod.object("spec");
    return switch (scope) {
      case "BestEffort" -> isBestEffort(spec);
      case "NotBestEffort" -> !isBestEffort(spec);
      case "Terminating" -> spec.has("activeDeadlineSeconds");
      case "NotTerminating" -> !spec.has("activeDeadlineSeconds");
      case "PriorityClass" -> {
        String name = spec.string("priorityClassName", "");
        yield switch (operator) {
          case "In" -> values.contains(name);
          case "NotIn" -> !values.contains(name);
          case "DoesNotExist" -> name.isEmpty();
          default -> !name.isEmpty();
        };
      }
      default -> false;
    };
  }

  private static boolean isBestEffort(JsonObject spec) {
    for (String list : new String[] {"containers", "initContainers"}) {
      for (JsonObject container : spec.objects(list)) {
        JsonObject resources = container.object("resources");
        for (String field : new String[] {"requests", "limits"}) {
          if (resources.object(field).has("cpu") || resources.object(field).has("memory")) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
