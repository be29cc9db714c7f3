package io.coxswain.node.volume;

import io.coxswain.json.JsonObject;
import java.util.List;

/** The users a pod's containers run as, as far as its specification says. */
final class RunAsUsers {
  private RunAsUsers() {}

  /** The one user of all containers, or -1 where it is unsaid or they differ. */
  static long common(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    long ofPod = spec.object("securityContext").integer("runAsUser", -1);
    long common = Long.MIN_VALUE;
    for (String list : List.of("containers", "initContainers")) {
      for (JsonObject container : spec.objects(list)) {
        long user = container.object("securityContext").integer("runAsUser", ofPod);
        if (user < 0 || (common != Long.MIN_VALUE && common != user)) {
          return -1;
        }
        common = user;
      }
    }
    return common == Long.MIN_VALUE ? -1 : common;
  }
}
