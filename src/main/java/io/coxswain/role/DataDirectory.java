package io.coxswain.role;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder a role keeps its things in. */
final class DataDirectory {
  private DataDirectory() {}

  /**
   * Makes it where it is missing.
   *
   * @throws RoleException where it cannot be written to
   */
  static void prepare(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new RoleException("--data-dir " + directory + ": this is a file, not a directory");
    }
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".probe", ""));
    } catch (IOException e) {
      throw new RoleException("--data-dir " + directory + ": cannot be written to: " + reason(e));
    }
  }

  private static String reason(IOException error) {
    return switch (error) {
      case AccessDeniedException denied -> "permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      case FileSystemException e -> "nothing can be made in " + e.getFile();
      default -> error.getMessage();
    };
  }
}
