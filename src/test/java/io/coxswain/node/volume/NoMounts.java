package io.coxswain.node.volume;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remembers what would be mounted. */
public final class NoMounts implements Mounts {
  public final List<Path> memory = new ArrayList<>();

  @Override
  public void memory(Path target, long sizeBytes) {
    memory.add(target);
  }

  @Override
  public void unmountBelow(Path root) {
    memory.removeIf(path -> path.startsWith(root));
  }
}
