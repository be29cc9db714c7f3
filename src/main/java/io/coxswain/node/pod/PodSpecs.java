package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Meta;
import io.coxswain.node.runtime.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Readers of a pod's specification. */
final class PodSpecs {
  static final long DEFAULT_GRACE = 30;

  private PodSpecs() {}

  static List<JsonObject> containers(JsonObject pod) {
    return pod.object("spec").objects("containers");
  }

  static List<JsonObject> initContainers(JsonObject pod) {
    return pod.object("spec").objects("initContainers");
  }

  static List<JsonObject> ephemeralContainers(JsonObject pod) {
    return pod.object("spec").objects("ephemeralContainers");
  }

  static List<JsonObject> all(JsonObject pod) {
    List<JsonObject> out = new ArrayList<>(initContainers(pod));
    out.addAll(containers(pod));
    out.addAll(ephemeralContainers(pod));
    return out;
  }

  static Optional<JsonObject> container(JsonObject pod, String name) {
    return all(pod).stream().filter(c -> name(c).equals(name)).findFirst();
  }

  static String name(JsonObject container) {
    return container.string("name", "");
  }

  /** An init container that restarts always runs beside the others: a sidecar. */
  static boolean isSidecar(JsonObject initContainer) {
    return "Always".equals(initContainer.string("restartPolicy"));
  }

  static boolean isInit(JsonObject pod, String name) {
    return initContainers(pod).stream().anyMatch(c -> name(c).equals(name));
  }

  static String restartPolicy(JsonObject pod) {
    return pod.object("spec").string("restartPolicy", "Always");
  }

  /** Whether a container that ended so is to run again (kubelet's ShouldContainerBeRestarted). */
  static boolean restarts(JsonObject pod, JsonObject container, int exitCode) {
    for (JsonObject rule : container.objects("restartPolicyRules")) {
      JsonObject codes = rule.object("exitCodes");
      boolean listed =
          codes.array("values").stream()
              .anyMatch(v -> v.equals(io.coxswain.json.Json.of((long) exitCode)));
      if (listed == codes.string("operator", "").equals("In")) {
        return "Restart".equals(rule.string("action"));
      }
    }
    return restarts(container.string("restartPolicy", restartPolicy(pod)), exitCode);
  }

  private static boolean restarts(String policy, int exitCode) {
    return switch (policy) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  static long gracePeriod(JsonObject pod) {
    return pod.object("spec").integer("terminationGracePeriodSeconds", DEFAULT_GRACE);
  }

  static boolean hostNetwork(JsonObject pod) {
    return pod.object("spec").bool("hostNetwork", false);
  }

  /** The ports of the node that its containers take. */
  static List<HostPort> hostPorts(JsonObject pod) {
    List<HostPort> out = new ArrayList<>();
    for (JsonObject container : all(pod)) {
      for (JsonObject port : container.objects("ports")) {
        int host = (int) port.integer("hostPort", 0);
        if (host > 0) {
          out.add(
              new HostPort(
                  port.string("hostIP", ""),
                  host,
                  (int) port.integer("containerPort", 0),
                  port.string("protocol", "TCP")));
        }
      }
    }
    return out;
  }

  /** {@code name_namespace(uid)}, as kubelet's messages name a pod. */
  static String describe(JsonObject pod) {
    return Meta.name(pod) + "_" + Meta.namespace(pod) + "(" + Meta.uid(pod) + ")";
  }

  /** The event's field path: {@code spec.containers{web}}. */
  static String fieldPath(JsonObject pod, String name) {
    String list = "containers";
    if (isInit(pod, name)) {
      list = "initContainers";
    } else if (ephemeralContainers(pod).stream().anyMatch(c -> name(c).equals(name))) {
      list = "ephemeralContainers";
    }
    return "spec." + list + "{" + name + "}";
  }

  /** Changes when the container must be made anew: kubelet hashes name and image only. */
  static String hash(JsonObject container) {
    String text = name(container) + "\n" + container.string("image", "");
    return Integer.toHexString(text.hashCode());
  }
}
