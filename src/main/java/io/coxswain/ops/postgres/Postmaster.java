package io.coxswain.ops.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The running server of a data directory, as its {@code postmaster.pid} tells. */
record Postmaster(long pid, int port, boolean isReady) {

  /** Empty where none runs: also where the file is a dead one's, whose number another may have. */
  static Optional<Postmaster> of(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      if (lines.size() < 4) {
        return Optional.empty();
      }
      long pid = Long.parseLong(lines.get(0).strip());
      int port = Integer.parseInt(lines.get(3).strip());
      boolean ready = lines.size() > 7 && lines.get(7).strip().equals("ready");
      return isServer(pid, data) ? Optional.of(new Postmaster(pid, port, ready)) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      // Absent, or being written.
      return Optional.empty();
    }
  }

  /** Whether the one named there is dead, but its parent has not taken notice. */
  static boolean isUnreaped(Path data) {
    try {
      long pid =
          Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
      return isZombie(Path.of("/proc", Long.toString(pid)));
    } catch (IOException | NumberFormatException | java.util.NoSuchElementException e) {
      return false;
    }
  }

  private static boolean isZombie(Path process) throws IOException {
    return Files.readString(process.resolve("stat")).replaceFirst("(?s).*\\) ", "").startsWith("Z");
  }

  boolean isAlive(Path data) {
    return isServer(pid, data);
  }

  /** PostgreSQL works inside its data directory; where /proc hides that, the name must do. */
  private static boolean isServer(long pid, Path data) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      if (isZombie(process)) {
        return false;
      }
      return Files.readSymbolicLink(process.resolve("cwd")).equals(data.toRealPath());
    } catch (IOException e) {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .flatMap(handle -> handle.info().command())
          .map(command -> command.endsWith("/postgres"))
          .orElse(false);
    }
  }
}
