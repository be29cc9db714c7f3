package io.coxswain.node.pod;

import io.coxswain.json.JsonObject;
import io.coxswain.kube.ApiException;
import io.coxswain.kube.Meta;
import io.coxswain.kube.Reason;
import io.coxswain.kube.Status;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.Image;
import io.coxswain.node.runtime.ImageName;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.Mount;
import io.coxswain.node.runtime.NamespaceSpec;
import io.coxswain.node.runtime.Sandbox;
import io.coxswain.node.runtime.SecuritySpec;
import io.coxswain.node.volume.SubPaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Says what container the runtime is to make for a container of a pod. */
final class ContainerSpecs {
  private final NodeFacts node;

  ContainerSpecs(NodeFacts node) {
    this.node = node;
  }

  /**
   * What a container is made of besides its specification.
   *
   * @param volumes host path of each volume
   * @param images id of the image of each image volume
   * @param pause the container whose process namespace is shared, empty where none is
   * @param terminationLog host file of the termination message
   * @param files host directory of {@code hosts}, {@code resolv.conf} and {@code hostname}
   */
  record Parts(
      JsonObject pod,
      JsonObject container,
      int attempt,
      Image image,
      Map<String, String> environment,
      Map<String, Path> volumes,
      Map<String, String> images,
      Sandbox sandbox,
      String pause,
      String target,
      Path terminationLog,
      Path files) {}

  /**
   * @throws ApiException whose message belongs to CreateContainerConfigError
   */
  ContainerSpec of(Parts parts) {
    JsonObject pod = parts.pod;
    JsonObject container = parts.container;
    String name = PodSpecs.name(container);
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HOSTNAME", hostname(pod));
    environment.putAll(parts.environment);
    return new ContainerSpec(
        "k8s_%s_%s_%s_%s_%d"
            .formatted(name, Meta.name(pod), Meta.namespace(pod), Meta.uid(pod), parts.attempt),
        parts.image.id().replace("sha256:", ""),
        labels(parts),
        expand(container.strings("command"), parts.environment),
        expand(container.strings("args"), parts.environment),
        environment,
        container.string("workingDir", ""),
        mounts(parts),
        List.of(),
        namespaces(parts),
        security(pod, container, parts.image),
        ResourceSpecs.of(pod, container, node.allocatable()),
        container.object("lifecycle").string("stopSignal", ""),
        container.bool("stdin", false),
        container.bool("stdinOnce", false),
        container.bool("tty", false),
        logPath(pod, name, parts.attempt),
        node.cgroupRoot().isEmpty() ? "" : node.cgroupRoot() + "/pod" + Meta.uid(pod));
  }

  private String hostname(JsonObject pod) {
    return PodSpecs.hostNetwork(pod) ? node.name() : PodFiles.hostname(pod, node.clusterDomain());
  }

  Path logPath(JsonObject pod, String container, int attempt) {
    return logDirectory(pod).resolve(container).resolve(attempt + ".log");
  }

  Path logDirectory(JsonObject pod) {
    return node.logs().resolve(Meta.namespace(pod) + "_" + Meta.name(pod) + "_" + Meta.uid(pod));
  }

  private Map<String, String> labels(Parts parts) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put(Labels.POD_UID, Meta.uid(parts.pod));
    out.put(Labels.POD_NAME, Meta.name(parts.pod));
    out.put(Labels.POD_NAMESPACE, Meta.namespace(parts.pod));
    out.put(Labels.CONTAINER_NAME, PodSpecs.name(parts.container));
    out.put(Labels.ATTEMPT, Integer.toString(parts.attempt));
    out.put(Labels.HASH, PodSpecs.hash(parts.container));
    out.put(Labels.SANDBOX, parts.sandbox.id());
    out.put(Labels.NODE, node.name());
    String resolved = ImageName.normalize(parts.container.string("image", ""));
    out.put(Labels.IMAGE, resolved == null ? parts.container.string("image", "") : resolved);
    out.put(Labels.IMAGE_ID, parts.image.imageId());
    return out;
  }

  private static List<String> expand(List<String> words, Map<String, String> environment) {
    return words.stream().map(word -> Expansion.expand(word, environment::get)).toList();
  }

  private static NamespaceSpec namespaces(Parts parts) {
    JsonObject spec = parts.pod.object("spec");
    String pid = NamespaceSpec.PRIVATE;
    if (spec.bool("hostPID", false)) {
      pid = NamespaceSpec.HOST;
    } else if (!parts.target.isEmpty()) {
      pid = "container:" + parts.target;
    } else if (!parts.pause.isEmpty()) {
      pid = "container:" + parts.pause;
    }
    Sandbox sandbox = parts.sandbox;
    return new NamespaceSpec(
        pinned(sandbox.network()), pinned(sandbox.ipc()), pinned(sandbox.uts()), pid);
  }

  static String pinned(Path path) {
    return path == null ? NamespaceSpec.HOST : path.toString();
  }

  private List<Mount> mounts(Parts parts) {
    List<Mount> out = new ArrayList<>();
    for (JsonObject mount : parts.container.objects("volumeMounts")) {
      out.add(mount(parts, mount));
    }
    file(out, parts.files.resolve("hosts"), "/etc/hosts");
    file(out, parts.files.resolve("resolv.conf"), "/etc/resolv.conf");
    file(out, parts.files.resolve("hostname"), "/etc/hostname");
    String log = parts.container.string("terminationMessagePath", "/dev/termination-log");
    if (!log.isEmpty()) {
      file(out, parts.terminationLog, log);
    }
    file(
        out,
        parts.sandbox.sharedMemory() == null ? Path.of("/dev/shm") : parts.sandbox.sharedMemory(),
        "/dev/shm");
    return out;
  }

  /** A container's own mount at the same place wins. */
  private static void file(List<Mount> mounts, Path source, String target) {
    if (mounts.stream().noneMatch(m -> m.target().equals(target))) {
      mounts.add(Mount.of(source.toString(), target, false));
    }
  }

  private static Mount mount(Parts parts, JsonObject mount) {
    String name = mount.string("name", "");
    String target = mount.string("mountPath", "");
    if (!target.startsWith("/")) {
      target = "/" + target;
    }
    String sub = subPath(parts, mount);
    if (parts.images.containsKey(name)) {
      return Mount.image(parts.images.get(name), target, sub);
    }
    Path source = parts.volumes.get(name);
    if (source == null) {
      throw config(
          "cannot find volume \""
              + name
              + "\" to mount into container \""
              + PodSpecs.name(parts.container)
              + "\"");
    }
    if (!sub.isEmpty()) {
      source = SubPaths.resolve(source, sub);
    }
    String propagation =
        switch (mount.string("mountPropagation", "None")) {
          case "HostToContainer" -> "rslave";
          case "Bidirectional" -> "rshared";
          default -> "rprivate";
        };
    return Mount.of(source.toString(), target, mount.bool("readOnly", false), propagation);
  }

  /** The sub-path with its variables replaced; every one of them must have a value. */
  private static String subPath(Parts parts, JsonObject mount) {
    String sub = mount.string("subPath", "");
    String expression = mount.string("subPathExpr", "");
    if (!expression.isEmpty()) {
      TreeSet<String> missing = new TreeSet<>();
      sub =
          Expansion.expand(
              expression,
              name -> {
                String value = parts.environment.getOrDefault(name, "");
                if (value.isEmpty()) {
                  missing.add(name);
                }
                return value;
              });
      if (!missing.isEmpty()) {
        throw config("missing value for " + String.join(", ", missing));
      }
    }
    if (sub.startsWith("/")) {
      throw config("error SubPath `" + sub + "` must not be an absolute path");
    }
    for (String step : sub.split("/")) {
      if (step.equals("..")) {
        throw config("unable to provision SubPath `" + sub + "`: must not contain '..'");
      }
    }
    return sub;
  }

  private SecuritySpec security(JsonObject pod, JsonObject container, Image image) {
    JsonObject ofPod = pod.object("spec").object("securityContext");
    JsonObject own = container.object("securityContext");
    long user = own.integer("runAsUser", ofPod.integer("runAsUser", -1));
    long group = own.integer("runAsGroup", ofPod.integer("runAsGroup", -1));
    if (own.bool("runAsNonRoot", ofPod.bool("runAsNonRoot", false))) {
      checkNotRoot(pod, container, user, image);
    }
    String who = user >= 0 ? Long.toString(user) : "";
    if (group >= 0) {
      String base = user >= 0 ? who : image.user().split(":", 2)[0];
      who = (base.isEmpty() ? "0" : base) + ":" + group;
    }
    List<Long> groups = new ArrayList<>();
    ofPod.array("supplementalGroups").stream()
        .forEach(g -> groups.add(((io.coxswain.json.JsonNumber) g).longValue()));
    if (ofPod.has("fsGroup")) {
      groups.add(ofPod.integer("fsGroup", 0));
    }
    boolean privileged = own.bool("privileged", false);
    JsonObject seccomp =
        own.has("seccompProfile") ? own.object("seccompProfile") : ofPod.object("seccompProfile");
    return new SecuritySpec(
        who,
        groups,
        privileged,
        Capabilities.of(own),
        own.bool("readOnlyRootFilesystem", false),
        !own.bool("allowPrivilegeEscalation", true),
        seccomp(seccomp),
        "",
        own.string("procMount", "Default").equals("Unmasked"));
  }

  private String seccomp(JsonObject profile) {
    return switch (profile.string("type", "Unconfined")) {
      case "RuntimeDefault" -> "default";
      case "Localhost" -> node.seccomp().resolve(profile.string("localhostProfile", "")).toString();
      default -> "unconfined";
    };
  }

  /** kubelet's verifyRunAsNonRoot. */
  private static void checkNotRoot(JsonObject pod, JsonObject container, long user, Image image) {
    String where =
        " (pod: \"" + PodSpecs.describe(pod) + "\", container: " + PodSpecs.name(container) + ")";
    if (user == 0) {
      throw config("container's runAsUser breaks non-root policy" + where);
    }
    if (user > 0) {
      return;
    }
    String named = image.user().split(":", 2)[0];
    if (named.isEmpty() || named.equals("0")) {
      throw config("container has runAsNonRoot and image will run as root" + where);
    }
    if (!named.chars().allMatch(Character::isDigit)) {
      throw config(
          "container has runAsNonRoot and image has non-numeric user ("
              + named
              + "), cannot verify user is non-root"
              + where);
    }
  }

  private static ApiException config(String message) {
    return new ApiException(Status.failure(Reason.INVALID, message));
  }
}
