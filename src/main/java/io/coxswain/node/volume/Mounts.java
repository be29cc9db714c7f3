package io.coxswain.node.volume;

import java.nio.file.Path;

/** The mounts a volume needs; a fake in tests does without. */
public interface Mounts {

  /**
   * A file system in memory at {@code target}, unless one is mounted there.
   *
   * @param sizeBytes 0 for the kernel's default
   */
  void memory(Path target, long sizeBytes);

  /** Unmounts everything at or below {@code root}. */
  void unmountBelow(Path root);
}
