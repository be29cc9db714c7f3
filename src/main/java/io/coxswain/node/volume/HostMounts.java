package io.coxswain.node.volume;

import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mounts by the host's {@code mount} and {@code umount}. */
public final class HostMounts implements Mounts {
  @Override
  public void memory(Path target, long sizeBytes) {
    if (mountPoints().contains(target.toString())) {
      return;
    }
    String options = "mode=0777" + (sizeBytes > 0 ? ",size=" + sizeBytes : "");
    run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", target.toString()));
  }

  @Override
  public void unmountBelow(Path root) {
    String prefix = root + "/";
    for (String point : mountPoints().reversed()) {
      if (point.startsWith(prefix) || point.equals(root.toString())) {
        run(List.of("umount", "-l", point));
      }
    }
  }

  private static List<String> mountPoints() {
    List<String> out = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
        out.add(line.split(" ", 6)[4]);
      }
      return out;
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (InputStream in = process.getInputStream()) {
        String output = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
          throw ApiException.internal(String.join(" ", command) + ": " + output);
        }
      }
    } catch (IOException e) {
      throw ApiException.internal(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("interrupted");
    }
  }
}
