package io.coxswain.controller.endpointslice;

import io.coxswain.controller.Pods;
import io.coxswain.controller.ServicePods;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What endpoints a service should have, by address family and the ports they share. */
final class DesiredEndpoints {

  /** Endpoints of one slice have one address type and one set of ports. */
  record Group(String addressType, JsonArray ports) {}

  private DesiredEndpoints() {}

  /** The address types of the service: its families, or what its cluster IP is. */
  static List<String> addressTypes(JsonObject service) {
    JsonObject spec = service.object("spec");
    List<String> families = spec.strings("ipFamilies");
    if (!families.isEmpty()) {
      return families;
    }
    return List.of(spec.string("clusterIP", "").contains(":") ? "IPv6" : "IPv4");
  }

  /**
   * @param zones zone of a node by its name, {@code null} where unknown
   */
  static Map<Group, List<JsonObject>> of(
      JsonObject service, List<JsonObject> pods, Function<String, String> zones) {
    Map<Group, List<JsonObject>> out = new LinkedHashMap<>();
    for (String type : addressTypes(service)) {
      for (JsonObject pod : pods) {
        List<String> addresses = addresses(pod, type);
        if (!ServicePods.isEligible(pod, true) || addresses.isEmpty()) {
          continue;
        }
        JsonArray ports = ServicePods.ports(service, pod);
        if (ports.isEmpty() && !service.object("spec").objects("ports").isEmpty()) {
          continue;
        }
        out.computeIfAbsent(new Group(type, ports), g -> new ArrayList<>())
            .add(endpoint(service, pod, addresses, zones));
      }
    }
    return out;
  }

  private static List<String> addresses(JsonObject pod, String type) {
    boolean six = type.equals("IPv6");
    return ServicePods.ips(pod).stream().filter(ip -> ip.contains(":") == six).toList();
  }

  private static JsonObject endpoint(
      JsonObject service, JsonObject pod, List<String> addresses, Function<String, String> zones) {
    boolean serving = Pods.isReady(pod);
    boolean terminating = Meta.isDeleting(pod);
    boolean tolerant = service.object("spec").bool("publishNotReadyAddresses", false);
    JsonObject conditions =
        JsonObject.builder()
            .put("ready", tolerant || (serving && !terminating))
            .put("serving", serving)
            .put("terminating", terminating)
            .build();
    String node = Pods.nodeName(pod);
    return JsonObject.builder()
        .put("addresses", JsonArray.ofStrings(addresses))
        .put("conditions", conditions)
        .put("hostname", ServicePods.hostname(service, pod))
        .put("targetRef", ServicePods.targetReference(pod))
        .put("nodeName", node.isEmpty() ? null : node)
        .put("zone", node.isEmpty() ? null : zones.apply(node))
        .build();
  }
}
