package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Quantity;
import io.coxswain.kube.QuotaUsage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether this node takes a pod (kubelet's pod admission: pkg/kubelet/sysctl,
 * pkg/kubelet/lifecycle/predicate.go). The scheduler asks the same beforehand, but a pod may be
 * bound without it, or things may have changed meanwhile. Pure.
 */
final class PodAdmission {
  private static final String OS = "kubernetes.io/os";
  private static final List<String> COUNTED = List.of("cpu", "memory", "ephemeral-storage");

  private PodAdmission() {}

  /**
   * The first reason against the pod, in kubelet's order.
   *
   * @param others pods that this node has taken and that are not over
   * @param node the Node with its labels and taints
   * @param allocatable the node's resources
   */
  static Optional<Rejection> judge(
      JsonObject pod, Collection<JsonObject> others, JsonObject node, JsonObject allocatable) {
    return Sysctls.forbidden(pod)
        .or(() -> system(pod))
        .or(() -> resources(pod, others, allocatable))
        .or(() -> affinity(pod, node))
        .or(() -> ports(pod, others))
        .or(() -> taints(pod, node));
  }

  private static Optional<Rejection> system(JsonObject pod) {
    if (!Meta.labels(pod).getOrDefault(OS, "linux").equals("linux")) {
      return rejection(
          "PodOSSelectorNodeLabelDoesNotMatch",
          "Failed to admit pod as the `" + OS + "` label doesn't match node label");
    }
    JsonObject spec = pod.object("spec");
    if (!spec.object("os").string("name", "linux").equals("linux")) {
      return rejection(
          "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");
    }
    if ("Strict".equals(spec.object("securityContext").string("supplementalGroupsPolicy"))) {
      return rejection(
          "SupplementalGroupsPolicyNotSupported",
          "SupplementalGroupsPolicy=Strict is not supported in this node");
    }
    return Optional.empty();
  }

  private static Optional<Rejection> rejection(String reason, String message) {
    return Optional.of(new Rejection(reason, message));
  }

  private static Optional<Rejection> predicate(String name, String why) {
    return rejection(name, "Predicate " + name + " failed: " + why);
  }

  private static Optional<Rejection> resources(
      JsonObject pod, Collection<JsonObject> others, JsonObject allocatable) {
    long places = Quantity.of(allocatable.get("pods")).units();
    if (others.size() + 1 > places) {
      return outOf("pods", 1, others.size(), places);
    }
    Map<String, Long> used = new TreeMap<>();
    for (JsonObject other : others) {
      requests(other).forEach((name, amount) -> used.merge(name, amount, Long::sum));
    }
    Map<String, Long> wanted = requests(pod);
    for (String name : COUNTED) {
      long capacity = amount(name, Quantity.of(allocatable.get(name)));
      long asked = wanted.getOrDefault(name, 0L);
      if (asked > 0 && asked > capacity - used.getOrDefault(name, 0L)) {
        return outOf(name, asked, used.getOrDefault(name, 0L), capacity);
      }
    }
    for (Map.Entry<String, Long> entry : wanted.entrySet()) {
      String name = entry.getKey();
      // Extended resources that the node does not know are somebody else's to count.
      if (!COUNTED.contains(name) && allocatable.has(name)) {
        long capacity = Quantity.of(allocatable.get(name)).units();
        long taken = used.getOrDefault(name, 0L);
        if (entry.getValue() > 0 && entry.getValue() > capacity - taken) {
          return outOf(name, entry.getValue(), taken, capacity);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Rejection> outOf(String name, long wanted, long used, long capacity) {
    return rejection(
        "OutOf" + name,
        "Node didn't have enough resource: "
            + name
            + ", requested: "
            + wanted
            + ", used: "
            + used
            + ", capacity: "
            + capacity);
  }

  /** Amounts by resource: thousandths of CPUs, units of everything else. */
  private static Map<String, Long> requests(JsonObject pod) {
    Map<String, Long> out = new TreeMap<>();
    String prefix = "requests.";
    QuotaUsage.of("pods", pod.without("status"))
        .forEach(
            (name, amount) -> {
              if (name.startsWith(prefix)) {
                String resource = name.substring(prefix.length());
                out.put(resource, amount(resource, amount));
              }
            });
    return out;
  }

  private static long amount(String resource, Quantity amount) {
    return resource.equals("cpu") ? amount.milli() : amount.units();
  }

  private static Optional<Rejection> affinity(JsonObject pod, JsonObject node) {
    return NodeSelection.accepts(pod.object("spec"), node)
        ? Optional.empty()
        : predicate("NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
  }

  private static Optional<Rejection> ports(JsonObject pod, Collection<JsonObject> others) {
    List<TakenPort> wanted = TakenPort.of(pod);
    for (JsonObject other : wanted.isEmpty() ? List.<JsonObject>of() : others) {
      for (TakenPort taken : TakenPort.of(other)) {
        if (wanted.stream().anyMatch(taken::conflictsWith)) {
          return predicate(
              "NodePorts", "node(s) didn't have free ports for the requested pod ports");
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Rejection> taints(JsonObject pod, JsonObject node) {
    for (JsonObject taint : node.object("spec").objects("taints")) {
      boolean tolerated =
          pod.object("spec").objects("tolerations").stream()
              .anyMatch(toleration -> NodeSelection.tolerates(toleration, taint));
      if ("NoExecute".equals(taint.string("effect")) && !tolerated) {
        return predicate("TaintToleration", "node(s) had taints that the pod didn't tolerate");
      }
    }
    return Optional.empty();
  }

  /** A port of the node that a pod's container takes. */
  private record TakenPort(String ip, String protocol, int port) {
    private static final String ANY = "0.0.0.0";

    static List<TakenPort> of(JsonObject pod) {
      return PodSpecs.hostPorts(pod).stream()
          .map(
              port ->
                  new TakenPort(
                      port.hostIp().isEmpty() ? ANY : port.hostIp(),
                      port.protocol(),
                      port.hostPort()))
          .toList();
    }

    boolean conflictsWith(TakenPort other) {
      return port == other.port
          && protocol.equals(other.protocol)
          && (ip.equals(ANY) || other.ip.equals(ANY) || ip.equals(other.ip));
    }
  }
}
