package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an update of a Service keeps, drops and may not change. */
final class ServiceUpdates {
  private ServiceUpdates() {}

  /**
   * What was allocated stays where the update leaves it out, as a client does that applies its own
   * file again.
   */
  static JsonObject keepAllocated(JsonObject spec, JsonObject before) {
    JsonObject out = spec;
    if (needsClusterIp(spec) && needsClusterIp(before)) {
      if (out.string("clusterIP", "").isEmpty() && out.array("clusterIPs").isEmpty()) {
        out =
            out.with("clusterIP", before.get("clusterIP"))
                .with("clusterIPs", before.get("clusterIPs"));
      } else if (out.string("clusterIP", "").isEmpty()) {
        out = out.with("clusterIP", before.get("clusterIP"));
      }
      for (String field : List.of("ipFamilies", "ipFamilyPolicy")) {
        out = out.has(field) ? out : out.with(field, before.get(field));
      }
    }
    if (ServiceStrategy.usesNodePorts(spec) && ServiceStrategy.usesNodePorts(before)) {
      out = keepNodePorts(out, before);
    }
    if (needsHealthPort(spec) && needsHealthPort(before) && !out.has("healthCheckNodePort")) {
      out = out.with("healthCheckNodePort", before.get("healthCheckNodePort"));
    }
    return out;
  }

  private static JsonObject keepNodePorts(JsonObject spec, JsonObject before) {
    Map<String, Json> known = new HashMap<>();
    List<Json> used = new ArrayList<>();
    before.objects("ports").forEach(p -> known.put(portKey(p), p.get("nodePort")));
    spec.objects("ports").forEach(p -> used.add(p.get("nodePort")));
    return PodDefaults.eachObject(
        spec,
        "ports",
        port -> {
          Json old = known.get(portKey(port));
          boolean unset = port.integer("nodePort", 0) == 0;
          return unset && old != null && !used.contains(old) ? port.with("nodePort", old) : port;
        });
  }

  private static String portKey(JsonObject port) {
    return port.string("protocol", "TCP") + "/" + port.integer("port", 0);
  }

  /** What only the old type had goes with it, unless the update changed it itself. */
  static JsonObject dropOfOldType(JsonObject spec, JsonObject before) {
    JsonObject out = spec;
    if (needsClusterIp(before) && !needsClusterIp(spec)) {
      for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
        out = dropSame(out, before, field);
      }
    }
    if (ServiceStrategy.usesNodePorts(before) && !ServiceStrategy.usesNodePorts(spec)) {
      out = dropNodePorts(out, before);
    }
    if (needsHealthPort(before) && !needsHealthPort(spec)) {
      out = dropSame(out, before, "healthCheckNodePort");
    }
    boolean wasBalancer = before.string("type", "").equals("LoadBalancer");
    if (wasBalancer && !spec.string("type", "").equals("LoadBalancer")) {
      out = dropSame(out, before, "allocateLoadBalancerNodePorts");
      out = dropSame(out, before, "loadBalancerClass");
    }
    if (isOutside(before) && !isOutside(spec)) {
      out = dropSame(out, before, "externalTrafficPolicy");
    }
    return ServiceStrategy.isExternalName(spec)
        ? dropSame(out, before, "internalTrafficPolicy")
        : out;
  }

  private static JsonObject dropNodePorts(JsonObject spec, JsonObject before) {
    List<Json> old = new ArrayList<>();
    before.objects("ports").forEach(p -> old.add(p.get("nodePort")));
    return PodDefaults.eachObject(
        spec,
        "ports",
        port -> old.contains(port.get("nodePort")) ? port.without("nodePort") : port);
  }

  private static JsonObject dropSame(JsonObject spec, JsonObject before, String field) {
    Json value = spec.get(field);
    return value != null && value.equals(before.get(field)) ? spec.without(field) : spec;
  }

  static boolean needsClusterIp(JsonObject spec) {
    return ServiceStrategy.WITH_CLUSTER_IP.contains(spec.string("type", ""));
  }

  static boolean needsHealthPort(JsonObject spec) {
    return spec.string("type", "").equals("LoadBalancer")
        && spec.string("externalTrafficPolicy", "").equals("Local");
  }

  static boolean isOutside(JsonObject spec) {
    String type = spec.string("type", "");
    return type.equals("NodePort")
        || type.equals("LoadBalancer")
        || type.equals("ClusterIP") && !spec.array("externalIPs").isEmpty();
  }

  /** The primary address, once set, stays as long as the Service has any. */
  static void validate(JsonObject spec, JsonObject before, List<FieldError> errors) {
    if (!needsClusterIp(spec) || !needsClusterIp(before)) {
      return;
    }
    JsonArray now = spec.array("clusterIPs");
    JsonArray old = before.array("clusterIPs");
    if (!old.isEmpty() && now.isEmpty()) {
      errors.add(
          FieldError.invalid("spec.clusterIPs[0]", now, "primary clusterIP can not be unset"));
    }
    if (!old.isEmpty() && !now.isEmpty() && !old.get(0).equals(now.get(0))) {
      errors.add(FieldError.invalid("spec.clusterIPs[0]", now, "may not change once set"));
    }
    JsonArray families = spec.array("ipFamilies");
    JsonArray oldFamilies = before.array("ipFamilies");
    if (!oldFamilies.isEmpty()
        && !families.isEmpty()
        && !oldFamilies.get(0).equals(families.get(0))
        && !ServiceStrategy.isHeadless(spec)) {
      errors.add(FieldError.invalid("spec.ipFamilies[0]", families, "may not change once set"));
    }
  }
}
