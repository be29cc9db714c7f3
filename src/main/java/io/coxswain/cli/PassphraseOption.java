package io.coxswain.cli;

import io.coxswain.role.RoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A passphrase, which is never typed where others could read it. */
final class PassphraseOption {
  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "A file with the passphrase that the sealing key is under in the backup.")
  private Path file;

  /** Empty where none was named. */
  String read() throws IOException {
    if (file == null) {
      return "";
    }
    String text = Files.readString(file).strip();
    if (text.length() < 8) {
      throw new RoleException(
          "--passphrase-file " + file + ": a passphrase has 8 characters or more");
    }
    return text;
  }
}
