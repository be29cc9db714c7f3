package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonNull;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules of a Service's spec (ValidateService). */
final class ServiceRules {
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> AFFINITIES = List.of("ClientIP", "None");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> POLICIES = List.of("Cluster", "Local");
  private static final List<String> DISTRIBUTIONS =
      List.of("PreferClose", "PreferSameZone", "PreferSameNode");
  private static final int MAX_AFFINITY = 86_400;

  private ServiceRules() {}

  static void validate(JsonObject spec, List<FieldError> errors) {
    boolean external = ServiceStrategy.isExternalName(spec);
    boolean headless = ServiceStrategy.isHeadless(spec);
    JsonArray ports = spec.array("ports");
    if (ports.isEmpty() && !headless && !external) {
      errors.add(FieldError.required("spec.ports", ""));
    }
    if (spec.string("type", "").equals("LoadBalancer") && headless) {
      errors.add(
          FieldError.invalid(
              "spec.clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services"));
    }
    if (spec.string("type", "").equals("NodePort") && headless) {
      errors.add(
          FieldError.invalid(
              "spec.clusterIPs[0]", "None", "may not be set to 'None' for NodePort services"));
    }
    if (external) {
      externalName(spec, errors);
    }
    ports(spec, errors);
    Check.labels("spec.selector", spec.object("selector"), errors);
    affinity(spec, errors);
    clusterIps(spec, external, errors);
    int i = 0;
    for (String ip : spec.strings("externalIPs")) {
      Check.invalid("spec.externalIPs[" + i++ + "]", ip, Addresses.ip(ip), errors);
    }
    type(spec, errors);
    policies(spec, errors);
  }

  private static void externalName(JsonObject spec, List<FieldError> errors) {
    String name = spec.string("externalName", "");
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (Check.required("spec.externalName", name, errors)) {
      Check.invalid("spec.externalName", name, Names.dnsSubdomain(name), errors);
    }
  }

  private static void ports(JsonObject spec, List<FieldError> errors) {
    JsonArray ports = spec.array("ports");
    Set<String> names = new HashSet<>();
    Set<String> keys = new HashSet<>();
    Set<String> nodePorts = new HashSet<>();
    boolean headless = ServiceStrategy.isHeadless(spec);
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.object(i);
      String at = "spec.ports[" + i + "]";
      port(at, port, ports.size() > 1, headless, names, errors);
      long node = port.integer("nodePort", 0);
      String protocol = port.string("protocol", "");
      boolean none = spec.string("type", "").equals("ClusterIP");
      if (none && node != 0) {
        errors.add(
            FieldError.forbidden(at + ".nodePort", "may not be used when `type` is 'ClusterIP'"));
      } else if (node != 0 && !nodePorts.add(protocol + "/" + node)) {
        errors.add(FieldError.duplicate(at + ".nodePort", node));
      }
      if (!keys.add(protocol + "/" + port.integer("port", 0))) {
        errors.add(FieldError.duplicate(at, shown(port)));
      }
    }
  }

  /** Protocol and port as upstream shows them: in Go's names, among fields that are not set. */
  private static JsonObject shown(JsonObject port) {
    return JsonObject.builder()
        .put("Name", "")
        .put("Protocol", port.string("protocol", ""))
        .put("AppProtocol", JsonNull.NULL)
        .put("Port", port.integer("port", 0))
        .put("TargetPort", 0)
        .put("NodePort", 0)
        .build();
  }

  private static void port(
      String path,
      JsonObject port,
      boolean named,
      boolean headless,
      Set<String> names,
      List<FieldError> errors) {
    String name = port.string("name", "");
    if (named && name.isEmpty()) {
      errors.add(FieldError.required(path + ".name", ""));
    } else if (!name.isEmpty()) {
      Check.invalid(path + ".name", name, Names.dnsLabel(name), errors);
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(path + ".name", name));
      }
    }
    Check.port(path + ".port", port.integer("port", 0), errors);
    ContainerRules.oneOfRequired(
        path + ".protocol", port.string("protocol", ""), PROTOCOLS, errors);
    Check.portOrName(path + ".targetPort", port.get("targetPort"), errors);
    String application = port.string("appProtocol", "");
    if (!application.isEmpty()) {
      Check.invalid(path + ".appProtocol", application, Names.qualifiedName(application), errors);
    }
  }

  private static void affinity(JsonObject spec, List<FieldError> errors) {
    String affinity = spec.string("sessionAffinity", "");
    ContainerRules.oneOfRequired("spec.sessionAffinity", affinity, AFFINITIES, errors);
    if (affinity.equals("ClientIP")) {
      String at = "spec.sessionAffinityConfig.clientIP.timeoutSeconds";
      Json seconds = spec.objectAt("sessionAffinityConfig", "clientIP").get("timeoutSeconds");
      if (seconds == null) {
        errors.add(
            FieldError.required(
                "spec.sessionAffinityConfig", "when session affinity type is ClientIP"));
      } else if (!(seconds instanceof io.coxswain.json.JsonNumber n)
          || n.longValue() <= 0
          || n.longValue() > MAX_AFFINITY) {
        errors.add(
            FieldError.invalid(
                at, seconds, "must be greater than 0 and less than " + MAX_AFFINITY));
      }
    } else if (spec.has("sessionAffinityConfig")) {
      errors.add(
          FieldError.forbidden(
              "spec.sessionAffinityConfig", "must not be set when session affinity is None"));
    }
  }

  private static void clusterIps(JsonObject spec, boolean external, List<FieldError> errors) {
    List<String> ips = spec.strings("clusterIPs");
    String first = spec.string("clusterIP", "");
    if (external) {
      if (!ips.isEmpty()) {
        errors.add(
            FieldError.forbidden("spec.clusterIPs", "may not be set when type is ExternalName"));
      }
      return;
    }
    if (!ips.isEmpty() && first.isEmpty()) {
      errors.add(
          FieldError.required("spec.clusterIP", "must be set when `clusterIPs` is specified"));
    } else if (!ips.isEmpty() && !ips.getFirst().equals(first)) {
      errors.add(
          FieldError.invalid(
              "spec.clusterIPs", spec.get("clusterIPs"), "first value must match `clusterIP`"));
    }
    if (ips.size() > 2) {
      errors.add(
          FieldError.invalid(
              "spec.clusterIPs", spec.get("clusterIPs"), "may only hold up to 2 values"));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ips.size(); i++) {
      String at = "spec.clusterIPs[" + i + "]";
      String ip = ips.get(i);
      if (ip.equals("None")) {
        if (ips.size() > 1) {
          errors.add(FieldError.invalid(at, ip, "'None' must be the first and only value"));
        }
        continue;
      }
      Check.invalid(at, ip, Addresses.ip(ip), errors);
      if (!seen.add(Addresses.family(ip))) {
        errors.add(
            FieldError.invalid(
                "spec.clusterIPs",
                spec.get("clusterIPs"),
                "may specify no more than one IP for each IP family"));
      }
    }
  }

  private static void type(JsonObject spec, List<FieldError> errors) {
    ContainerRules.oneOfRequired("spec.type", spec.string("type", ""), TYPES, errors);
    boolean balancer = spec.string("type", "").equals("LoadBalancer");
    if (!balancer && spec.has("allocateLoadBalancerNodePorts")) {
      errors.add(
          FieldError.forbidden(
              "spec.allocateLoadBalancerNodePorts",
              "may only be used when `type` is 'LoadBalancer'"));
    }
    if (!balancer && spec.has("loadBalancerClass")) {
      errors.add(
          FieldError.forbidden(
              "spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'"));
    }
    String ranges = "spec.LoadBalancerSourceRanges"; // upstream's letters
    if (!balancer && !spec.array("loadBalancerSourceRanges").isEmpty()) {
      errors.add(FieldError.forbidden(ranges, "may only be used when `type` is 'LoadBalancer'"));
    }
    int i = 0;
    for (String range : spec.strings("loadBalancerSourceRanges")) {
      String cidr = range.strip();
      Check.invalid(ranges + "[" + i++ + "]", cidr, Addresses.cidr(cidr), errors);
    }
  }

  private static void policies(JsonObject spec, List<FieldError> errors) {
    String outside = spec.string("externalTrafficPolicy", "");
    if (ServiceUpdates.isOutside(spec)) {
      ContainerRules.oneOfRequired("spec.externalTrafficPolicy", outside, POLICIES, errors);
    } else if (!outside.isEmpty()) {
      errors.add(
          FieldError.invalid(
              "spec.externalTrafficPolicy",
              outside,
              "may only be set for externally-accessible services"));
    }
    long health = spec.integer("healthCheckNodePort", 0);
    if (health != 0 && !ServiceUpdates.needsHealthPort(spec)) {
      errors.add(
          FieldError.invalid(
              "spec.healthCheckNodePort",
              health,
              "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is"
                  + " 'Local'"));
    }
    if (spec.has("internalTrafficPolicy")) {
      Check.oneOf(
          "spec.internalTrafficPolicy", spec.string("internalTrafficPolicy"), POLICIES, errors);
    }
    if (spec.has("trafficDistribution")) {
      Check.oneOf(
          "spec.trafficDistribution", spec.string("trafficDistribution"), DISTRIBUTIONS, errors);
    }
  }
}
