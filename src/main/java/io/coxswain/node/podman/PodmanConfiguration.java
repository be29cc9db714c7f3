package io.coxswain.node.podman;

import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What Podman's service must be told where we start it, over the system's own configuration: pods
 * have cgroups of their own below ours, which Podman's systemd manager refuses; logs are files in
 * the CRI format; events need no journal.
 */
public final class PodmanConfiguration {
  private static final String TEXT =
      """
      # Written by coxswain at every start of its agent; read over the system's containers.conf.
      [containers]
      log_driver = "k8s-file"
      [engine]
      cgroup_manager = "cgroupfs"
      events_logger = "file"
      """;

  private PodmanConfiguration() {}

  /**
   * Writes it into a directory.
   *
   * @return the environment by which Podman finds it
   */
  public static Map<String, String> write(Path directory) {
    Path file = directory.resolve("containers.conf");
    try {
      if (!Files.exists(file) || !Files.readString(file).equals(TEXT)) {
        Files.write(file, TEXT.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
    return Map.of("CONTAINERS_CONF_OVERRIDE", file.toAbsolutePath().toString());
  }
}
