package io.coxswain.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that a power cut leaves as they were or as they should be, readable by their owner only.
 */
public final class DurableFile {
  /** Ends the name of a file that is being written. */
  static final String DRAFT = ".tmp";

  private DurableFile() {}

  /** Writes a file beside, syncs it and puts it in place of the old one. */
  public static void write(Path target, byte[] bytes) throws IOException {
    Path draft = target.resolveSibling(target.getFileName() + DRAFT);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      writeAll(channel, bytes);
    }
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(target.getParent());
  }

  /** Adds to the end of a file that is there, synced. */
  static void append(Path target, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.APPEND)) {
      writeAll(channel, bytes);
    }
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(true);
  }

  /** A rename or deletion is durable only once the directory is. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
