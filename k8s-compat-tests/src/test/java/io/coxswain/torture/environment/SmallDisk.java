package io.coxswain.torture.environment;

import io.coxswain.torture.Processes;
import io.coxswain.torture.TortureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small file system in memory. The harness runs in a mount namespace of its own, so that it goes
 * with it, whatever happens.
 */
final class SmallDisk implements AutoCloseable {
  private final Path path;

  /**
   * @param size as mount(8) takes it
   */
  SmallDisk(Path path, String size) {
    this.path = path;
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new TortureException("no folder for the small disk", e);
    }
    Processes.run(
        List.of("mount", "-t", "tmpfs", "-o", "mode=755,size=" + size, "tmpfs", path.toString()));
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    Processes.run(List.of("umount", "-l", path.toString()));
  }
}
