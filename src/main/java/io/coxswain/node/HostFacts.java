package io.coxswain.node;

import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The machine, as {@code nodeInfo} and capacity show it.
 *
 * @param diskBytes size of the file system that holds the data directory
 * @param architecture Go's name: {@code amd64}, {@code arm64}
 */
public record HostFacts(
    int cpus,
    long memoryBytes,
    long diskBytes,
    String architecture,
    String kernelVersion,
    String osImage,
    String machineId,
    String systemUuid,
    String bootId) {

  /** Reads them from {@code /proc}, {@code /sys} and {@code /etc}; what is missing is empty. */
  public static HostFacts read(Path dataDirectory) {
    try {
      return new HostFacts(
          Runtime.getRuntime().availableProcessors(),
          memory(text("/proc/meminfo")),
          Files.getFileStore(dataDirectory).getTotalSpace(),
          architecture(System.getProperty("os.arch", "amd64")),
          text("/proc/sys/kernel/osrelease"),
          osImage(text("/etc/os-release")),
          text("/etc/machine-id"),
          text("/sys/class/dmi/id/product_uuid"),
          text("/proc/sys/kernel/random/boot_id"));
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private static String text(String path) {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException e) {
      // Not every machine has every file; an empty fact is what upstream shows then.
      return "";
    }
  }

  static String architecture(String java) {
    return switch (java.toLowerCase(Locale.ROOT)) {
      case "x86_64", "amd64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> java;
    };
  }

  static long memory(String meminfo) {
    for (String line : meminfo.split("\n")) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0;
  }

  static String osImage(String release) {
    for (String line : release.split("\n")) {
      if (line.startsWith("PRETTY_NAME=")) {
        return line.substring("PRETTY_NAME=".length()).replace("\"", "");
      }
    }
    return "Linux";
  }
}
