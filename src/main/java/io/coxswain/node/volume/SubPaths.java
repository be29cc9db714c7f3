package io.coxswain.node.volume;

import io.coxswain.kube.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A path below a volume that no link leads out of. */
public final class SubPaths {
  private SubPaths() {}

  /**
   * The real path of {@code subPath}; a missing directory is made, as kubelet does.
   *
   * @throws ApiException where it lies outside of the volume
   */
  public static Path resolve(Path volume, String subPath) {
    try {
      Path root = volume.toRealPath();
      Path relative = Path.of(subPath);
      for (Path part : relative) {
        if (relative.isAbsolute() || part.toString().equals("..")) {
          throw outside(subPath, root);
        }
      }
      Path target = root.resolve(relative);
      if (!Files.exists(target)) {
        Path parent = target;
        while (!Files.exists(parent)) {
          parent = parent.getParent();
        }
        inside(parent.toRealPath(), root, subPath);
        Files.createDirectories(target);
      }
      return inside(target.toRealPath(), root, subPath);
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  private static Path inside(Path real, Path root, String subPath) {
    if (!real.startsWith(root)) {
      throw outside(subPath, root);
    }
    return real;
  }

  private static ApiException outside(String subPath, Path root) {
    return ApiException.badRequest(
        "subpath \"" + subPath + "\" not within volume path \"" + root + "\"");
  }
}
