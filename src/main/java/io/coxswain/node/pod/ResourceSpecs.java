package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.Quantity;
import io.coxswain.node.runtime.ResourceSpec;

/** Requests and limits in the kernel's terms (kubelet's cm and qos helpers). */
final class ResourceSpecs {
  private static final long MIN_SHARES = 2;
  private static final long MAX_SHARES = 262_144;
  private static final long MIN_QUOTA_MICROS = 1_000;
  private static final int GUARANTEED = -997;
  private static final int BEST_EFFORT = 1_000;

  private ResourceSpecs() {}

  static ResourceSpec of(JsonObject pod, JsonObject container, JsonObject allocatable) {
    JsonObject limits = container.object("resources").object("limits");
    JsonObject requests = container.object("resources").object("requests");
    long request =
        Quantity.of(requests.has("cpu") ? requests.get("cpu") : limits.get("cpu")).milli();
    long shares = Math.clamp(request * 1024 / 1000, MIN_SHARES, MAX_SHARES);
    long limit = Quantity.of(limits.get("cpu")).milli();
    long quota = limit == 0 ? 0 : Math.max(MIN_QUOTA_MICROS, limit * 100);
    long memory = Quantity.of(limits.get("memory")).units();
    return new ResourceSpec(shares, quota, memory, oomScore(pod, requests, allocatable));
  }

  private static int oomScore(JsonObject pod, JsonObject requests, JsonObject allocatable) {
    return switch (pod.object("status").string("qosClass", "BestEffort")) {
      case "Guaranteed" -> GUARANTEED;
      case "BestEffort" -> BEST_EFFORT;
      default -> {
        long capacity = Math.max(1, Quantity.of(allocatable.get("memory")).units());
        long asked = Quantity.of(requests.get("memory")).units();
        yield Math.clamp(1000 - 1000 * asked / capacity, 3, 999);
      }
    };
  }
}
