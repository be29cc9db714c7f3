package io.coxswain.controller.endpointslicemirroring;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From Endpoints to slices: one slice for each subset and address family.
 *
 * @param create slices without metadata
 * @param update slices with their metadata
 */
record MirrorPlan(List<JsonObject> create, List<JsonObject> update, List<JsonObject> delete) {
  private static final int MAX_ADDRESSES = 1000;

  private record Group(String addressType, JsonArray ports) {}

  /**
   * @param endpoints {@code null} where nothing is to be mirrored
   * @param existing mirrored slices of these Endpoints
   */
  static MirrorPlan of(JsonObject endpoints, List<JsonObject> existing) {
    Map<Group, List<JsonObject>> wanted = new LinkedHashMap<>();
    if (endpoints != null) {
      endpoints.objects("subsets").forEach(subset -> add(wanted, subset));
    }
    MirrorPlan plan = new MirrorPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Set<String> used = new HashSet<>();
    wanted.forEach(
        (group, list) -> {
          JsonObject slice =
              existing.stream()
                  .filter(s -> group.equals(groupOf(s)) && !used.contains(Meta.name(s)))
                  .findFirst()
                  .or(
                      () ->
                          existing.stream()
                              .filter(s -> group.addressType().equals(s.string("addressType")))
                              .filter(s -> !used.contains(Meta.name(s)))
                              .filter(s -> !wanted.containsKey(groupOf(s)))
                              .findFirst())
                  .orElse(null);
          JsonObject content =
              JsonObject.of("addressType", group.addressType())
                  .with("endpoints", JsonArray.of(list))
                  .with("ports", group.ports());
          if (slice == null) {
            plan.create.add(content);
            return;
          }
          used.add(Meta.name(slice));
          if (!slice.array("endpoints").equals(content.array("endpoints"))
              || !groupOf(slice).equals(group)) {
            plan.update.add(
                slice.with("endpoints", content.get("endpoints")).with("ports", group.ports()));
          }
        });
    existing.stream().filter(s -> !used.contains(Meta.name(s))).forEach(plan.delete::add);
    return plan;
  }

  private static Group groupOf(JsonObject slice) {
    return new Group(slice.string("addressType", ""), ports(slice.objects("ports")));
  }

  private static JsonArray ports(List<JsonObject> ports) {
    List<JsonObject> out = new ArrayList<>();
    for (JsonObject port : ports) {
      JsonObject.Builder one =
          JsonObject.builder()
              .put("name", port.string("name", ""))
              .put("protocol", port.string("protocol", "TCP"))
              .put("port", port.get("port"));
      if (port.has("appProtocol")) {
        one.put("appProtocol", port.get("appProtocol"));
      }
      out.add(one.build());
    }
    return JsonArray.of(out);
  }

  private static void add(Map<Group, List<JsonObject>> wanted, JsonObject subset) {
    JsonArray ports = ports(subset.objects("ports"));
    for (String list : List.of("addresses", "notReadyAddresses")) {
      for (JsonObject address : subset.objects(list)) {
        String ip = address.string("ip", "");
        Group group = new Group(ip.contains(":") ? "IPv6" : "IPv4", ports);
        List<JsonObject> out = wanted.computeIfAbsent(group, g -> new ArrayList<>());
        if (out.size() < MAX_ADDRESSES) {
          out.add(endpoint(address, ip, list.equals("addresses")));
        }
      }
    }
  }

  private static JsonObject endpoint(JsonObject address, String ip, boolean ready) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("addresses", JsonArray.ofStrings(ip))
            .put("conditions", JsonObject.EMPTY.with("ready", ready));
    for (String field : List.of("hostname", "nodeName", "targetRef")) {
      if (address.has(field)) {
        out.put(field, address.get(field));
      }
    }
    return out.build();
  }
}
