package io.coxswain.torture;

import java.nio.file.Files;
import java.nio.file.Path;

/** Which PostgreSQL is under the servers. */
public enum Storage {
  /** Started and watched by the one server there is. */
  EMBEDDED,
  /** The binaries the product ships, as a cluster of the arena's. */
  POSTGRES_18,
  /** The system's (Debian 12: 15), as a cluster of the arena's. */
  SYSTEM;

  /** For verdicts: how many servers on what. */
  public String place(int servers) {
    String what =
        switch (this) {
          case EMBEDDED -> "embedded 18";
          case POSTGRES_18 -> "18";
          case SYSTEM -> system().getFileName().toString();
        };
    return servers + " on " + what;
  }

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  /** The newest of Debian's packages; {@code null} where there is none. */
  public static Path system() {
    try (var versions =
        Files.exists(DEBIAN) ? Files.list(DEBIAN) : java.util.stream.Stream.<Path>of()) {
      return versions
          .filter(folder -> Files.isExecutable(folder.resolve("bin/postgres")))
          .max(java.util.Comparator.naturalOrder())
          .orElse(null);
    } catch (java.io.IOException e) {
      return null;
    }
  }
}
