package io.coxswain.controller.bootstrap;

import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Gvr;
import java.util.ArrayList;
import java.util.List;

/** The default objects that are only created, never mended: once there they are the cluster's. */
final class DefaultObjects {
  static final Gvr NAMESPACES = Gvr.core("namespaces");
  static final List<String> SYSTEM_NAMESPACES =
      List.of("kube-system", "kube-public", "kube-node-lease", "default");

  private DefaultObjects() {}

  /** An object and where it goes. */
  record Item(Gvr resource, JsonObject object) {}

  static List<Item> namespaces() {
    return SYSTEM_NAMESPACES.stream()
        .map(name -> new Item(NAMESPACES, object("v1", "Namespace", "", name)))
        .toList();
  }

  static List<Item> all(ClusterFacts facts) {
    List<Item> out = new ArrayList<>();
    out.add(priorityClass("system-node-critical", 2_000_001_000L, NODE_CRITICAL));
    out.add(priorityClass("system-cluster-critical", 2_000_000_000L, CLUSTER_CRITICAL));
    out.add(serviceCidr(facts));
    out.add(dnsService(facts));
    out.addAll(FlowControlObjects.all());
    return out;
  }

  private static final String NODE_CRITICAL =
      "Used for system critical pods that must not be moved from their current node.";
  private static final String CLUSTER_CRITICAL =
      "Used for system critical pods that must run in the cluster, but can be moved to another node"
          + " if necessary.";

  private static Item priorityClass(String name, long value, String description) {
    return new Item(
        Gvr.of("scheduling.k8s.io/v1", "priorityclasses"),
        object("scheduling.k8s.io/v1", "PriorityClass", "", name)
            .with("value", value)
            .with("description", description));
  }

  private static Item serviceCidr(ClusterFacts facts) {
    return new Item(
        Gvr.of("networking.k8s.io/v1", "servicecidrs"),
        object("networking.k8s.io/v1", "ServiceCIDR", "", "kubernetes")
            .with("spec", JsonObject.of("cidrs", JsonArray.ofStrings(facts.serviceCidr()))));
  }

  /**
   * The selector is the one every tool looks for; there need be no such pods, because each node
   * answers this address itself.
   */
  private static Item dnsService(ClusterFacts facts) {
    JsonObject labels =
        JsonObject.builder()
            .put("k8s-app", "kube-dns")
            .put("kubernetes.io/cluster-service", "true")
            .put("kubernetes.io/name", "CoreDNS")
            .build();
    JsonObject spec =
        JsonObject.builder()
            .put("clusterIP", facts.dnsAddress())
            .put("selector", JsonObject.of("k8s-app", "kube-dns"))
            .put("ports", JsonArray.of(port("dns", 53, "UDP", 53), port("dns-tcp", 53, "TCP", 53)))
            .build();
    JsonObject service = object("v1", "Service", "kube-system", "kube-dns");
    return new Item(
        Gvr.core("services"),
        service
            .with("metadata", service.object("metadata").with("labels", labels))
            .with("spec", spec));
  }

  static JsonObject port(String name, int port, String protocol, int target) {
    return JsonObject.builder()
        .put("name", name)
        .put("protocol", protocol)
        .put("port", port)
        .put("targetPort", target)
        .build();
  }

  static JsonObject object(String apiVersion, String kind, String namespace, String name) {
    return JsonObject.builder()
        .put("apiVersion", apiVersion)
        .put("kind", kind)
        .put(
            "metadata",
            JsonObject.builder()
                .put("name", name)
                .put("namespace", namespace.isEmpty() ? null : namespace)
                .build())
        .build();
  }
}
