package io.coxswain.node.volume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes the files of a volume so that readers see all of the old or all of the new ones.
 *
 * <p>The layout is kubelet's (pkg/volume/util/atomic_writer.go), since programs watch it: files lie
 * in {@code ..TIMESTAMP/}, {@code ..data} links to that directory and is replaced by rename, and
 * each visible name links to {@code ..data/name}.
 */
final class AtomicWriter {
  private static final String DATA = "..data";
  private static final String NEXT = "..data_tmp";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.nnnnnnnnn").withZone(ZoneOffset.UTC);
  private final Path target;
  private final InstantSource clock;
  private final Ownership ownership;

  AtomicWriter(Path target, InstantSource clock, Ownership ownership) {
    this.target = target;
    this.clock = clock;
    this.ownership = ownership;
  }

  /**
   * Makes the volume show exactly {@code files} (by relative path).
   *
   * @return whether anything was written
   */
  boolean write(Map<String, PayloadFile> files) throws IOException {
    Files.createDirectories(target);
    Path data = target.resolve(DATA);
    Path old = Files.isSymbolicLink(data) ? Files.readSymbolicLink(data) : null;
    if (old != null && same(target.resolve(old), files)) {
      return false;
    }
    Path next = newDirectory();
    for (Map.Entry<String, PayloadFile> file : files.entrySet()) {
      Path path = next.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().content());
    }
    ownership.applyPayload(next, files);
    Path link = target.resolve(NEXT);
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, next.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    showNames(files);
    if (old != null) {
      FileTrees.delete(target.resolve(old));
    }
    return true;
  }

  private Path newDirectory() throws IOException {
    Instant now = clock.instant();
    Path next = target.resolve(STAMP.format(now));
    while (Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
      now = now.plusNanos(1);
      next = target.resolve(STAMP.format(now));
    }
    return Files.createDirectory(next);
  }

  private boolean same(Path directory, Map<String, PayloadFile> files) throws IOException {
    try {
      for (Map.Entry<String, PayloadFile> file : files.entrySet()) {
        byte[] there = Files.readAllBytes(directory.resolve(file.getKey()));
        if (!Arrays.equals(there, file.getValue().content())) {
          return false;
        }
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    return FileTrees.files(directory).equals(new TreeSet<>(files.keySet()));
  }

  private void showNames(Map<String, PayloadFile> files) throws IOException {
    Set<String> names = new HashSet<>();
    for (String path : files.keySet()) {
      names.add(Path.of(path).getName(0).toString());
    }
    for (String name : names) {
      Path link = target.resolve(name);
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.startsWith("..") && !names.contains(name)) {
          Files.delete(entry);
        }
      }
    }
  }
}
