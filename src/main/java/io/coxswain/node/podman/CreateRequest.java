package io.coxswain.node.podman;

import io.coxswain.json.Json;
import io.coxswain.json.JsonArray;
import io.coxswain.json.JsonObject;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.Mount;
import io.coxswain.node.runtime.NamespaceSpec;
import io.coxswain.node.runtime.ResourceSpec;
import io.coxswain.node.runtime.SecuritySpec;
import java.util.List;

/**
 * The body of {@code POST /containers/create}. Podman adds what Kubernetes does not ask for (proxy
 * variables, a limit of processes, health checks, its own hosts file, fewer capabilities): all of
 * that is said explicitly.
 */
final class CreateRequest {
  private static final long PERIOD_MICROS = 100_000;

  private CreateRequest() {}

  /**
   * @param mayLowerOomScore whether this host lets us: otherwise the container would not start
   */
  static JsonObject of(ContainerSpec spec, boolean mayLowerOomScore) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("name", spec.name())
            .put("image", spec.image())
            .put("labels", JsonObject.ofStrings(spec.labels()))
            .put("env", JsonObject.ofStrings(spec.environment()))
            .put("unsetenv", JsonArray.ofStrings("container"))
            .put("mounts", mounts(spec.mounts()))
            .put("image_volumes", imageVolumes(spec.mounts()))
            .put("restart_policy", "no")
            .put("httpproxy", false)
            .put("systemd", "false")
            // Users of the host are nobody's business in a container.
            .put("manage_password", false)
            .put("use_image_hosts", true)
            .put("use_image_resolve_conf", true)
            .put("use_image_hostname", true)
            .put("image_volume_mode", "anonymous")
            .put("healthconfig", JsonObject.of("Test", JsonArray.ofStrings("NONE")))
            .put("resource_limits", limits(spec.resources()))
            .put("terminal", spec.terminal())
            .put("stdin", spec.stdin());
    int oomScore = spec.resources().oomScoreAdjust();
    if (oomScore > 0 || (oomScore < 0 && mayLowerOomScore)) {
      out.put("oom_score_adj", oomScore);
    }
    command(out, spec);
    if (!spec.workingDirectory().isEmpty()) {
      out.put("work_dir", spec.workingDirectory());
    }
    if (!spec.devices().isEmpty()) {
      List<JsonObject> devices =
          spec.devices().stream().map(d -> JsonObject.of("path", d)).toList();
      out.put("devices", JsonArray.of(devices));
    }
    if (spec.logPath() != null) {
      out.put(
          "log_configuration",
          JsonObject.of("driver", "k8s-file").with("path", spec.logPath().toString()));
    }
    if (!spec.cgroupParent().isEmpty()) {
      out.put("cgroup_parent", spec.cgroupParent());
    }
    if (!spec.stopSignal().isEmpty()) {
      out.put("stop_signal", Signals.number(spec.stopSignal()));
    }
    namespaces(out, spec.namespaces());
    security(out, spec.security());
    return out.build();
  }

  private static void command(JsonObject.Builder out, ContainerSpec spec) {
    if (!spec.command().isEmpty()) {
      out.put("entrypoint", JsonArray.ofStrings(spec.command()));
      // Without this the image's own command would follow a replaced entry point.
      out.put("command", JsonArray.ofStrings(spec.arguments()));
    } else if (!spec.arguments().isEmpty()) {
      out.put("command", JsonArray.ofStrings(spec.arguments()));
    }
  }

  private static JsonArray mounts(List<Mount> mounts) {
    return mounts.stream()
        .filter(mount -> mount.kind() == Mount.Kind.HOST)
        .map(CreateRequest::mount)
        .collect(JsonArray.collector());
  }

  private static JsonArray imageVolumes(List<Mount> mounts) {
    return mounts.stream()
        .filter(mount -> mount.kind() == Mount.Kind.IMAGE)
        .map(
            mount ->
                JsonObject.of("Source", mount.source())
                    .with("Destination", mount.target())
                    .with("subPath", mount.subPath()))
        .collect(JsonArray.collector());
  }

  private static Json mount(Mount mount) {
    return JsonObject.builder()
        .put("Type", "bind")
        .put("Source", mount.source())
        .put("Destination", mount.target())
        .put(
            "Options",
            JsonArray.ofStrings("rbind", mount.readOnly() ? "ro" : "rw", mount.propagation()))
        .build();
  }

  static JsonObject limits(ResourceSpec resources) {
    JsonObject.Builder out = JsonObject.builder();
    out.put("pids", JsonObject.EMPTY.with("limit", -1));
    JsonObject cpu = JsonObject.EMPTY;
    if (resources.cpuShares() > 0) {
      cpu = cpu.with("shares", resources.cpuShares());
    }
    if (resources.cpuQuotaMicros() > 0) {
      cpu = cpu.with("quota", resources.cpuQuotaMicros()).with("period", PERIOD_MICROS);
    }
    if (!cpu.isEmpty()) {
      out.put("cpu", cpu);
    }
    if (resources.memoryBytes() > 0) {
      out.put("memory", JsonObject.EMPTY.with("limit", resources.memoryBytes()));
    }
    return out.build();
  }

  private static void namespaces(JsonObject.Builder out, NamespaceSpec spec) {
    out.put("netns", namespace(spec.network()));
    out.put("ipcns", namespace(spec.ipc()));
    out.put("utsns", namespace(spec.uts()));
    out.put("pidns", namespace(spec.pid()));
    out.put("cgroupns", namespace(NamespaceSpec.PRIVATE));
  }

  private static JsonObject namespace(String value) {
    if (value.startsWith("/")) {
      return JsonObject.of("nsmode", "path").with("value", value);
    }
    String container = "container:";
    return value.startsWith(container)
        ? JsonObject.of("nsmode", "container").with("value", value.substring(container.length()))
        : JsonObject.of("nsmode", value);
  }

  private static void security(JsonObject.Builder out, SecuritySpec spec) {
    if (!spec.user().isEmpty()) {
      out.put("user", spec.user());
    }
    if (!spec.groups().isEmpty()) {
      out.put(
          "groups",
          JsonArray.ofStrings(spec.groups().stream().map(group -> Long.toString(group)).toList()));
    }
    out.put("read_only_filesystem", spec.readOnlyRoot());
    out.put("no_new_privileges", spec.noNewPrivileges());
    if (spec.privileged()) {
      out.put("privileged", true);
    } else {
      out.put("cap_drop", JsonArray.ofStrings("ALL"));
      out.put("cap_add", JsonArray.ofStrings(spec.capabilities()));
    }
    if (!spec.seccompProfile().equals("default")) {
      out.put("seccomp_profile_path", spec.seccompProfile());
    }
    if (!spec.apparmorProfile().isEmpty()) {
      out.put("apparmor_profile", spec.apparmorProfile());
    }
    if (spec.unmasked()) {
      out.put("unmask", JsonArray.ofStrings("ALL"));
    }
  }
}
