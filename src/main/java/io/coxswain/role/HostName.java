package io.coxswain.role;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** This machine's name as the kernel has it; a resolver that does not answer would cost seconds. */
final class HostName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /** In lower case; empty where it has none. */
  static Optional<String> find() {
    try {
      String name = Files.readString(KERNEL).strip().toLowerCase(Locale.ROOT);
      return name.isEmpty() || name.equals("(none)") ? Optional.empty() : Optional.of(name);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
