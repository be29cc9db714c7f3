package io.coxswain.node.volume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Whole directories. */
final class FileTrees {
  private FileTrees() {}

  /** Deletes a directory and what is in it; links are not followed. */
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
        for (Path entry : entries) {
          delete(entry);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  /** Relative paths of all files. */
  static Set<String> files(Path directory) throws IOException {
    Set<String> out = new TreeSet<>();
    collect(directory, directory, out);
    return out;
  }

  private static void collect(Path root, Path directory, Set<String> out) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          collect(root, entry, out);
        } else {
          out.add(root.relativize(entry).toString());
        }
      }
    }
  }
}
