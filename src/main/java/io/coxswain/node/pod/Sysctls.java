package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/**
 * Which kernel settings a pod may ask for: upstream's safe ones (pkg/kubelet/sysctl), which concern
 * nobody but the pod.
 */
final class Sysctls {
  private static final Set<String> SAFE =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_wmem");

  private Sysctls() {}

  static Optional<Rejection> forbidden(JsonObject pod) {
    JsonObject spec = pod.object("spec");
    for (JsonObject sysctl : spec.object("securityContext").objects("sysctls")) {
      String name = dotted(sysctl.string("name", ""));
      String why = null;
      if (!SAFE.contains(name)) {
        why = "not allowlisted";
      } else if (name.startsWith("net.") && PodSpecs.hostNetwork(pod)) {
        why = "not allowed with host net enabled";
      } else if (name.startsWith("kernel.") && spec.bool("hostIPC", false)) {
        why = "not allowed with host ipc enabled";
      }
      if (why != null) {
        String message = "forbidden sysctl: \"" + name + "\" " + why;
        return Optional.of(new Rejection("SysctlForbidden", message));
      }
    }
    return Optional.empty();
  }

  /** {@code net/ipv4/tcp_rmem} means the same; dots between slashes belong to names of links. */
  private static String dotted(String name) {
    int dot = name.indexOf('.');
    int slash = name.indexOf('/');
    if (slash < 0 || dot >= 0 && dot < slash) {
      return name;
    }
    StringBuilder out = new StringBuilder();
    name.chars().forEach(c -> out.append((char) (c == '/' ? '.' : c == '.' ? '/' : c)));
    return out.toString();
  }
}
