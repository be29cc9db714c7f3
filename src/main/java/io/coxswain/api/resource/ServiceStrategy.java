package io.coxswain.api.resource;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.FieldError;
import io.coxswain.kube.Names;
import java.util.List;
import java.util.Set;

/** Services. Addresses and node ports come from {@link ServiceAllocator}. */
final class ServiceStrategy extends StandardStrategy {
  static final Set<String> WITH_CLUSTER_IP = Set.of("ClusterIP", "NodePort", "LoadBalancer");
  private static final long AFFINITY_SECONDS = 10_800;

  ServiceStrategy() {
    super(Traits.NAMESPACED.withStatus().named(Names::dns1035Label).creatableByUpdate());
  }

  static boolean isExternalName(JsonObject spec) {
    return spec.string("type", "").equals("ExternalName");
  }

  static boolean isHeadless(JsonObject spec) {
    return "None".equals(spec.string("clusterIP"));
  }

  static boolean usesNodePorts(JsonObject spec) {
    String type = spec.string("type", "");
    return type.equals("NodePort")
        || type.equals("LoadBalancer") && spec.bool("allocateLoadBalancerNodePorts", true);
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    JsonObject spec = object.object("spec");
    spec =
        spec.string("sessionAffinity", "").equals("ClientIP")
            ? affinity(spec)
            : spec.without("sessionAffinityConfig");
    spec = PodDefaults.eachObject(spec, "ports", ServiceStrategy::port);
    boolean balancer = spec.string("type", "").equals("LoadBalancer");
    boolean outside = balancer || spec.string("type", "").equals("NodePort");
    if (WITH_CLUSTER_IP.contains(spec.string("type", "")) && !spec.has("internalTrafficPolicy")) {
      spec = spec.with("internalTrafficPolicy", "Cluster");
    }
    if ((outside || !spec.array("externalIPs").isEmpty())
        && spec.string("externalTrafficPolicy", "").isEmpty()
        && !isExternalName(spec)) {
      spec = spec.with("externalTrafficPolicy", "Cluster");
    }
    if (balancer && !spec.has("allocateLoadBalancerNodePorts")) {
      spec = spec.with("allocateLoadBalancerNodePorts", true);
    }
    return object.with("spec", spec);
  }

  private static JsonObject affinity(JsonObject spec) {
    return spec.objectAt("sessionAffinityConfig", "clientIP").has("timeoutSeconds")
        ? spec
        : spec.withAt(
            Json.of(AFFINITY_SECONDS), "sessionAffinityConfig", "clientIP", "timeoutSeconds");
  }

  private static JsonObject port(JsonObject port) {
    JsonObject out = port.has("protocol") ? port : port.with("protocol", "TCP");
    Json target = out.get("targetPort");
    boolean unset = target == null || target.equals(Json.of(0)) || target.equals(Json.of(""));
    return unset ? out.with("targetPort", out.get("port")) : out;
  }

  @Override
  public JsonObject prepareForCreate(JsonObject object) {
    JsonObject out = super.prepareForCreate(object);
    return out.with("spec", families(sameIps(out.object("spec"), JsonObject.EMPTY)));
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject object, JsonObject old) {
    JsonObject out = super.prepareForUpdate(object, old);
    JsonObject before = old.object("spec");
    JsonObject spec = ServiceUpdates.keepAllocated(sameIps(out.object("spec"), before), before);
    return out.with("spec", families(ServiceUpdates.dropOfOldType(spec, before)));
  }

  /** {@code clusterIP} is the first of {@code clusterIPs}; old clients know the first only. */
  private static JsonObject sameIps(JsonObject spec, JsonObject before) {
    String one = spec.string("clusterIP", "");
    List<String> many = spec.strings("clusterIPs");
    String oldOne = before.string("clusterIP", "");
    List<String> oldMany = before.strings("clusterIPs");
    if (!one.isEmpty() && many.isEmpty()) {
      return spec.with("clusterIPs", JsonArray.ofStrings(one));
    }
    if (!one.equals(oldOne) && !before.isEmpty() && many.equals(oldMany)) {
      return one.isEmpty()
          ? spec.without("clusterIPs")
          : spec.with("clusterIPs", JsonArray.ofStrings(one));
    }
    return spec;
  }

  /** One family, IPv4, unless the Service says otherwise; any for what only DNS answers. */
  private static JsonObject families(JsonObject spec) {
    if (isExternalName(spec)) {
      return spec.without("ipFamilies", "ipFamilyPolicy");
    }
    JsonObject out = spec;
    boolean anyFamily = isHeadless(spec) && spec.object("selector").isEmpty();
    if (!out.has("ipFamilyPolicy")) {
      boolean two = out.array("ipFamilies").size() > 1 || anyFamily;
      out = out.with("ipFamilyPolicy", two ? "RequireDualStack" : "SingleStack");
    }
    if (out.array("ipFamilies").isEmpty()) {
      List<String> ips = spec.strings("clusterIPs");
      String first = ips.isEmpty() || isHeadless(spec) ? "IPv4" : Addresses.family(ips.getFirst());
      boolean two = anyFamily && !out.string("ipFamilyPolicy", "").equals("SingleStack");
      out =
          out.with(
              "ipFamilies", two ? JsonArray.ofStrings("IPv4", "IPv6") : JsonArray.ofStrings(first));
    }
    return out;
  }

  @Override
  void validateBody(JsonObject object, List<FieldError> errors) {
    ServiceRules.validate(object.object("spec"), errors);
  }

  @Override
  void validateBodyUpdate(JsonObject object, JsonObject old, List<FieldError> errors) {
    ServiceUpdates.validate(object.object("spec"), old.object("spec"), errors);
    ServiceRules.validate(object.object("spec"), errors);
  }

  @Override
  public String selectableField(JsonObject object, String path) {
    return switch (path) {
      case "spec.clusterIP", "spec.type" -> object.object("spec").string(path.substring(5), "");
      default -> super.selectableField(object, path);
    };
  }

  @Override
  public Columns columns() {
    return NetworkColumns.SERVICES;
  }
}
