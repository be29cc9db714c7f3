package io.coxswain.node.volume;

import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks and makes what a hostPath volume names. */
final class HostPaths {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int CHARACTER = 0020000;
  private static final int BLOCK = 0060000;

  private HostPaths() {}

  static Path check(String path, String type) throws IOException {
    Path there = Path.of(path);
    switch (type) {
      case "DirectoryOrCreate" -> {
        if (!Files.exists(there)) {
          Files.createDirectories(there);
          Files.setAttribute(there, "unix:mode", 0755);
        }
        require(Files.isDirectory(there), path, "directory");
      }
      case "Directory" -> require(Files.isDirectory(there), path, "directory");
      case "FileOrCreate" -> {
        if (!Files.exists(there)) {
          Files.createFile(there);
          Files.setAttribute(there, "unix:mode", 0644);
        }
        require(Files.isRegularFile(there), path, "file");
      }
      case "File" -> require(Files.isRegularFile(there), path, "file");
      case "Socket" -> require(is(there, SOCKET), path, "socket file");
      case "CharDevice" -> require(is(there, CHARACTER), path, "character device");
      case "BlockDevice" -> require(is(there, BLOCK), path, "block device");
      default -> {
        // No check asked for; a runtime of Kubernetes makes a missing directory.
        if (!Files.exists(there)) {
          Files.createDirectories(there);
        }
      }
    }
    return there;
  }

  private static boolean is(Path path, int type) throws IOException {
    return Files.exists(path) && ((Integer) Files.getAttribute(path, "unix:mode") & TYPE) == type;
  }

  private static void require(boolean good, String path, String kind) {
    if (!good) {
      throw ApiException.badRequest("hostPath type check failed: " + path + " is not a " + kind);
    }
  }
}
