package io.coxswain.node;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.kube.Conditions;
import io.coxswain.kube.Quantity;
import io.coxswain.kube.Time;
import io.coxswain.node.runtime.Image;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The Node object as this agent says it. Pure. */
final class NodeObject {
  private static final int MAX_IMAGES = 50;
  private static final int MAX_PODS = 110;
  private static final long EVICTION_MEMORY = 100L << 20; // kubelet's default hard threshold
  private final AgentSettings settings;
  private final HostFacts host;

  NodeObject(AgentSettings settings, HostFacts host) {
    this.settings = settings;
    this.host = host;
  }

  /** For registration; the status is written afterwards as well. */
  JsonObject registration(JsonObject status) {
    JsonObject metadata =
        JsonObject.of("name", settings.nodeName())
            .with("labels", labels())
            .with(
                "annotations",
                JsonObject.of("volumes.kubernetes.io/controller-managed-attach-detach", "true"));
    return JsonObject.of("apiVersion", "v1")
        .with("kind", "Node")
        .with("metadata", metadata)
        .with("status", status);
  }

  JsonObject labels() {
    JsonObject out = JsonObject.EMPTY;
    for (String prefix : List.of("beta.kubernetes.io/", "kubernetes.io/")) {
      out = out.with(prefix + "arch", host.architecture()).with(prefix + "os", "linux");
    }
    out = out.with("kubernetes.io/hostname", settings.nodeName());
    for (Map.Entry<String, String> label : settings.labels().entrySet()) {
      out = out.with(label.getKey(), label.getValue());
    }
    return out;
  }

  JsonObject capacity() {
    return resources(host.memoryBytes(), host.diskBytes());
  }

  JsonObject allocatable() {
    long memory = Math.max(0, host.memoryBytes() - EVICTION_MEMORY);
    // A tenth of the disk is the hard eviction threshold.
    return resources(memory, host.diskBytes() / 10 * 9);
  }

  private JsonObject resources(long memory, long disk) {
    return JsonObject.builder()
        .put("cpu", Integer.toString(host.cpus()))
        .put("ephemeral-storage", Quantity.ofBytes(disk / 1024 * 1024).toString())
        .put("hugepages-1Gi", "0")
        .put("hugepages-2Mi", "0")
        .put("memory", Quantity.ofBytes(memory / 1024 * 1024).toString())
        .put("pods", Integer.toString(MAX_PODS))
        .build();
  }

  /**
   * @param known the conditions the Node has
   * @param notReady why the node cannot run pods, empty where it can
   */
  JsonObject status(
      JsonArray known, String runtimeVersion, String notReady, List<Image> images, Instant now) {
    return JsonObject.builder()
        .put("capacity", capacity())
        .put("allocatable", allocatable())
        .put("conditions", conditions(known, notReady, now))
        .put("addresses", addresses())
        .put(
            "daemonEndpoints",
            JsonObject.of("kubeletEndpoint", JsonObject.EMPTY.with("Port", settings.kubeletPort())))
        .put("nodeInfo", info(runtimeVersion))
        .put("images", images(images))
        .build();
  }

  private JsonArray conditions(JsonArray known, String notReady, Instant now) {
    JsonArray out = known;
    out =
        set(
            out,
            "MemoryPressure",
            false,
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available",
            now);
    out =
        set(
            out,
            "DiskPressure",
            false,
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure",
            now);
    out =
        set(
            out,
            "PIDPressure",
            false,
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available",
            now);
    return notReady.isEmpty()
        ? set(out, "Ready", true, "KubeletReady", "kubelet is posting ready status", now)
        : set(out, "Ready", false, "KubeletNotReady", notReady, now);
  }

  private static JsonArray set(
      JsonArray conditions,
      String type,
      boolean status,
      String reason,
      String message,
      Instant now) {
    JsonObject condition =
        JsonObject.builder()
            .put("type", type)
            .put("status", status ? "True" : "False")
            .put("lastHeartbeatTime", Time.seconds(now))
            .put("reason", reason)
            .put("message", message)
            .build();
    return Conditions.set(conditions, condition, now);
  }

  private JsonArray addresses() {
    List<Json> out = new ArrayList<>();
    for (String ip : settings.addresses()) {
      out.add(JsonObject.of("type", "InternalIP").with("address", ip));
    }
    out.add(JsonObject.of("type", "Hostname").with("address", settings.nodeName()));
    return JsonArray.of(out);
  }

  private JsonObject info(String runtimeVersion) {
    return JsonObject.builder()
        .put("machineID", host.machineId())
        .put("systemUUID", host.systemUuid())
        .put("bootID", host.bootId())
        .put("kernelVersion", host.kernelVersion())
        .put("osImage", host.osImage())
        .put("containerRuntimeVersion", runtimeVersion)
        .put("kubeletVersion", settings.version())
        .put("kubeProxyVersion", "")
        .put("operatingSystem", "linux")
        .put("architecture", host.architecture())
        .build();
  }

  private static JsonArray images(List<Image> images) {
    return images.stream()
        .filter(image -> !image.names().isEmpty() || !image.digests().isEmpty())
        .sorted(Comparator.comparingLong(Image::sizeBytes).reversed())
        .limit(MAX_IMAGES)
        .map(NodeObject::image)
        .collect(JsonArray.collector());
  }

  private static Json image(Image image) {
    List<String> names = new ArrayList<>(image.digests());
    names.addAll(image.names());
    return JsonObject.of("names", JsonArray.ofStrings(names)).with("sizeBytes", image.sizeBytes());
  }
}
