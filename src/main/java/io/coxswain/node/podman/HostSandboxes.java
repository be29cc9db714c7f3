package io.coxswain.node.podman;

import io.coxswain.kube.ApiException;
import io.coxswain.node.runtime.Sandbox;
import io.coxswain.node.runtime.SandboxRuntime;
import io.coxswain.node.runtime.SandboxSpec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sandboxes as directories of pinned namespaces: {@code net}, {@code uts}, {@code ipc} are bind
 * mounts of namespaces without a process, {@code shm} is the pod's {@code /dev/shm}. Podman must
 * share this process' mount namespace.
 */
public final class HostSandboxes implements SandboxRuntime {
  private static final String ID = "id";

  /**
   * $1 directory, $2 host name, $3 the namespaces' options, then sysctls as key=value. Binding
   * ports below 1024 and pinging need no privilege inside a pod, as containerd sets it.
   */
  private static final String CREATE =
      """
      set -e
      cd "$1"; name=$2; options=$3; shift 3
      case $options in '') exit 0;; esac
      for option in $options; do : > "${option#*=}"; done
      exec unshare $options -- sh -c '
        set -e
        name=$1; shift
        if [ -n "$name" ]; then
          printf %s "$name" > /proc/sys/kernel/hostname
          ip link set lo up
          (printf 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start) 2>/dev/null || :
          (printf "0 2147483647" > /proc/sys/net/ipv4/ping_group_range) 2>/dev/null || :
        fi
        for setting; do
          file=/proc/sys/$(printf %s "${setting%%=*}" | tr . /)
          printf %s "${setting#*=}" > "$file"
        done' sh "$name" "$@"
      """;

  private static final String SHARED_MEMORY =
      """
      mkdir -p "$1/shm" && mount -t tmpfs -o size=64m,mode=1777,nosuid,nodev,noexec shm "$1/shm"
      """;

  private static final String REMOVE =
      """
      for f in net uts ipc shm; do
        while umount -l "$1/$f" 2>/dev/null; do :; done
      done
      rm -rf --one-file-system "$1"
      """;

  private final Path root;

  /**
   * @param root on a file system that a reboot empties, such as {@code /run/coxswain/sandbox}
   */
  public HostSandboxes(Path root) {
    this.root = root;
  }

  @Override
  public Optional<Sandbox> find(String podUid) {
    Path directory = root.resolve(podUid);
    try {
      Path idFile = directory.resolve(ID);
      if (!Files.exists(idFile)) {
        return Optional.empty();
      }
      Set<String> mounts = mountPoints();
      for (String name : List.of("net", "uts", "ipc", "shm")) {
        Path path = directory.resolve(name);
        if (Files.exists(path) && !mounts.contains(path.toString())) {
          return Optional.empty();
        }
      }
      return Optional.of(sandbox(podUid, Files.readString(idFile), directory));
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  @Override
  public Sandbox create(SandboxSpec spec) {
    remove(spec.podUid());
    Path directory = root.resolve(spec.podUid());
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
    List<String> options = new ArrayList<>();
    if (!spec.hostNetwork()) {
      options.add("--net=net");
      options.add("--uts=uts");
    }
    if (!spec.hostIpc()) {
      options.add("--ipc=ipc");
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c", CREATE, "sandbox"));
    command.add(directory.toString());
    command.add(spec.hostNetwork() ? "" : spec.hostname());
    command.add(String.join(" ", options));
    spec.sysctls().forEach((key, value) -> command.add(key + "=" + value));
    try {
      Commands.run(command);
      if (!spec.hostIpc()) {
        Commands.run(List.of("sh", "-c", SHARED_MEMORY, "sandbox", directory.toString()));
      }
      // The id comes last: a sandbox without one is unfinished.
      Files.writeString(directory.resolve(ID), spec.id());
      return sandbox(spec.podUid(), spec.id(), directory);
    } catch (IOException e) {
      remove(spec.podUid());
      throw ApiException.internal(e);
    } catch (ApiException e) {
      remove(spec.podUid());
      throw e;
    }
  }

  @Override
  public void remove(String podUid) {
    Path directory = root.resolve(podUid);
    if (Files.exists(directory)) {
      Commands.run(List.of("sh", "-c", REMOVE, "sandbox", directory.toString()));
    }
  }

  @Override
  public Set<String> podUids() {
    Set<String> out = new HashSet<>();
    if (Files.isDirectory(root)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
        entries.forEach(entry -> out.add(entry.getFileName().toString()));
      } catch (IOException e) {
        throw ApiException.internal(e);
      }
    }
    return out;
  }

  private static Sandbox sandbox(String podUid, String id, Path directory) {
    return new Sandbox(
        podUid,
        id,
        directory,
        existing(directory.resolve("net")),
        existing(directory.resolve("uts")),
        existing(directory.resolve("ipc")),
        existing(directory.resolve("shm")));
  }

  private static Path existing(Path path) {
    return Files.exists(path) ? path : null;
  }

  /** The fifth field of each line is the mount point. */
  private static Set<String> mountPoints() throws IOException {
    Set<String> out = new HashSet<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      String[] fields = line.split(" ", 6);
      if (fields.length > 5) {
        out.add(fields[4]);
      }
    }
    return out;
  }
}
