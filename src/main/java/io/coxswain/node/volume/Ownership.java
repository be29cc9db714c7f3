package io.coxswain.node.volume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who may read a volume: modes of files and, with an fsGroup, its group on everything.
 *
 * @param group the fsGroup, or -1
 */
record Ownership(long group) {
  private static final int PERMISSIONS = 07777;
  private static final int SET_GROUP = 02000;
  private static final int GROUP_READ_WRITE = 0660;
  private static final int GROUP_READ = 0440;
  private static final int GROUP_SEARCH = 0110;
  static final Ownership ROOT = new Ownership(-1);

  /** Sets modes and owners of written files. Directories become readable by everybody. */
  void applyPayload(Path root, Map<String, PayloadFile> files) throws IOException {
    directories(root);
    for (Map.Entry<String, PayloadFile> entry : files.entrySet()) {
      PayloadFile file = entry.getValue();
      Path path = root.resolve(entry.getKey());
      int mode = group >= 0 ? file.mode() | GROUP_READ : file.mode();
      if (file.owner() >= 0) {
        Files.setAttribute(path, "unix:uid", (int) file.owner());
      }
      if (group >= 0) {
        Files.setAttribute(path, "unix:gid", (int) group);
      }
      Files.setAttribute(path, "unix:mode", mode);
    }
  }

  private void directories(Path directory) throws IOException {
    if (group >= 0) {
      Files.setAttribute(directory, "unix:gid", (int) group);
    }
    Files.setAttribute(directory, "unix:mode", group >= 0 ? 0755 | SET_GROUP : 0755);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          directories(entry);
        }
      }
    }
  }

  /** Gives a writable volume to the group, with all that is in it (SetVolumeOwnership). */
  void applyWritable(Path path) throws IOException {
    if (group < 0 || Files.isSymbolicLink(path)) {
      return;
    }
    Files.setAttribute(path, "unix:gid", (int) group);
    int mode = (Integer) Files.getAttribute(path, "unix:mode") & PERMISSIONS;
    if (Files.isDirectory(path)) {
      Files.setAttribute(path, "unix:mode", mode | GROUP_READ_WRITE | GROUP_SEARCH | SET_GROUP);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
        for (Path entry : entries) {
          applyWritable(entry);
        }
      }
    } else {
      Files.setAttribute(path, "unix:mode", mode | GROUP_READ_WRITE);
    }
  }
}
